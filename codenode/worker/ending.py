"""Say what ends an action, whatever code stands around it."""


class Ending(KeyboardInterrupt):
    """Not an error of the code: no `except Exception` catches it.

    Derived from what asyncio lets through: any other exception would stay in the task that raised it.
    """
