"""Where quads are kept while they are served: behind one seam, read-only."""
