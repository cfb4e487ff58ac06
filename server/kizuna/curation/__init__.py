"""The curation wing: what reaches the network, for people who review what it brings."""
