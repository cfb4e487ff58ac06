"""The HTTP side: reads a release, knows nothing of how it was made."""
