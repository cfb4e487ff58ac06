"""Queries in processes that can be killed; nothing here knows of HTTP."""
