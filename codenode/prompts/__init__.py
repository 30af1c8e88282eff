"""The texts the node itself says to a model."""
