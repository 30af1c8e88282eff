"""Which tasks are there of each kind? One kind a file."""
