"""The closed room: the standard library and RestrictedPython, nothing else."""
