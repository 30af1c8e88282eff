# expect: raises
getattr(ValueError(), "__setstate__")({"__class__": int})
