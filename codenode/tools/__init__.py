"""Tools as the code sees them, and the one gate their calls go through."""
