"""The index of a release, made from its merged triples; see ``kizuna/index.py`` for its tables."""
