import asyncio

queue = asyncio.Queue(maxsize=2)
lock, event, gate = asyncio.Lock(), asyncio.Event(), asyncio.Semaphore(2)
seen = []

async def produce():
    for i in range(5):
        await queue.put(i)
    await queue.put(None)

async def consume():
    while (item := await queue.get()) is not None:
        seen.append(item)
        queue.task_done()
    event.set()

async def guarded(n):
    async with gate, lock:
        seen.append(f"in {n}")
        await asyncio.sleep(0)
        seen.append(f"out {n}")

async def waits():
    await event.wait()
    return "event"

print(await asyncio.gather(produce(), consume(), waits(), *[guarded(n) for n in range(3)]))
condition = asyncio.Condition()

async def notified():
    async with condition:
        await condition.wait_for(lambda: len(seen) > 3)
        return "notified"

async def notify():
    async with condition:
        condition.notify_all()

print(await asyncio.gather(notified(), notify()), lock.locked(), gate.locked())
heap = asyncio.PriorityQueue()
for n in (3, 1, 2):
    heap.put_nowait(n)
print([heap.get_nowait() for _ in range(3)], heap.empty())
try:
    heap.get_nowait()
except asyncio.QueueEmpty as error:
    print(type(error).__name__)
seen
