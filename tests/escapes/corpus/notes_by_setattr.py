# expect: raises
# Notes of an error are read by whatever shows it; they are text that `add_note` has checked.
error = ValueError("x")
error.add_note("fine")
reached(error.__notes__)
setattr(error, "__notes__", [tool])
