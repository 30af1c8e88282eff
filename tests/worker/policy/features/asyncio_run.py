import asyncio

async def child(n):
    try:
        await asyncio.sleep(n)
        return n
    except asyncio.CancelledError:
        print("cancelled", n)
        raise

async def main(n):
    asyncio.create_task(child(5))
    print(await asyncio.gather(child(0.01), child(0)))
    try:
        asyncio.run(child(1).close())
    except RuntimeError as error:
        print(error)
    return n

print(asyncio.run(main(1)), asyncio.run(main(2)))
try:
    asyncio.run(3)
except ValueError as error:
    print(error)
try:
    asyncio.get_running_loop()
except RuntimeError as error:
    print(error)
loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
print(loop.run_until_complete(child(0)), loop.is_running())
loop.close()

async def broken():
    raise KeyError("k")

if __name__ == "__main__":
    asyncio.run(broken())
