# expect: raises
import asyncio
class Task:
    def step(self, task): return task.__step
Task().step(asyncio.current_task())
await asyncio.sleep(0)
