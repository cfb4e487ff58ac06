"""SHACL by pySHACL, asked in sets: the same results, in a small part of the time."""
