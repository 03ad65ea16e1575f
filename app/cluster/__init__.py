"""A catalogue that outgrows one machine: classified on Ray Data, a part at a time."""
