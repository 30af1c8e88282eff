# expect: refused
# Notes of an error are read by whatever shows it; they are text that `add_note` has checked.
error = ValueError("x")
error.__notes__ = [tool]
