"""Where actions run: one worker, one protocol, many launchers."""
