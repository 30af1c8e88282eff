"""The language of the room: what may be written, imported and reached."""
