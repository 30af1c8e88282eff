"""Third-party libraries that were reviewed: what the code sees of them, and which teeth were drawn."""
