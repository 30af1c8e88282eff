"""Keep the variables of threads: signed, content-addressed, opaque bytes."""
