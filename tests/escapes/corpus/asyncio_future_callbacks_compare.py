# expect: raises
import asyncio
seen = []
class Evil:
    def __call__(self, future): seen.append(future)
    def __eq__(self, other):
        future.remove_done_callback(Evil)
        return True
    __hash__ = None
future = asyncio.Future()
for _ in range(3): future.add_done_callback(Evil())
future.remove_done_callback(Evil())
future.set_result(1)
await future
