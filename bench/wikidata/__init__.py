"""A Wikidata on loopback: its shape of RDF, the crawl of 2016, and the steps measured on it."""
