# expect: refused
import asyncio
__builtins__["<joined>"]
