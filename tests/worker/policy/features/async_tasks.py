import asyncio

async def work(name, delay=0.0, fail=False):
    await asyncio.sleep(delay)
    print("done", name)
    if fail:
        raise ValueError(name)
    return name

print(await asyncio.gather(work("a", 0.02), work("b", 0.01), work("c")))
print(await asyncio.gather(work("a"), work("b", fail=True), return_exceptions=True), await asyncio.gather())
task = asyncio.create_task(work("t"), name="mine")
print(task.done(), task.get_name(), await task, task.done(), task.result(), task.cancelled(), task.exception())
try:
    await asyncio.gather(work("x", fail=True), work("y"))
except ValueError as error:
    print("gather", error)
same = work("same")
print(await asyncio.gather(same, same))
async with asyncio.TaskGroup() as group:
    tasks = [group.create_task(work(n, 0.01 * n)) for n in range(3)]
print([t.result() for t in tasks])
try:
    async with asyncio.TaskGroup() as group:
        group.create_task(work("bad", fail=True))
        slow = group.create_task(work("slow", 5))
except* ValueError as errors:
    print("group", errors.message, errors.exceptions, slow.cancelled())
try:
    await asyncio.wait_for(work("late", 5), 0.01)
except asyncio.TimeoutError as error:
    print("late", type(error).__name__, isinstance(error, TimeoutError))
try:
    async with asyncio.timeout(0.01) as limit:
        await asyncio.sleep(5)
except TimeoutError:
    print("timeout", limit.expired())
print(await asyncio.wait_for(work("soon"), None), await asyncio.wait_for(asyncio.create_task(work("task")), 1))
done, pending = await asyncio.wait([asyncio.create_task(work(n, n)) for n in (0, 5)], return_when=asyncio.FIRST_COMPLETED)
print([t.result() for t in done], len(pending))
for t in pending:
    print(t.cancel())
    try:
        await t
    except asyncio.CancelledError as error:
        print("cancelled", t.cancelled(), error.args)
for next_done in asyncio.as_completed([work("p", 0.2), work("q")]):
    print(await next_done)
print(await asyncio.shield(work("shielded")), await asyncio.to_thread(sorted, [3, 1], reverse=True))
future = asyncio.get_running_loop().create_future()
future.add_done_callback(lambda f: print("callback", f.result()))
future.set_result(7)
print(await future, asyncio.isfuture(future), asyncio.isfuture(3), asyncio.iscoroutinefunction(work))
print(isinstance(task, asyncio.Task), isinstance(task, asyncio.Future), asyncio.current_task() in asyncio.all_tasks())
await asyncio.ensure_future(work("ensured"))
