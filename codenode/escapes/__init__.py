"""The escape corpus: attacks with a header each, what holds them here, and the proof that each reaches its target."""
