# expect: raises
"{f.__code__}".format_map({"f": tool})
