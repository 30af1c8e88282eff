"""One verb a file: (state, config) to an update."""
