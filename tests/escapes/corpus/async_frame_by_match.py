# expect: refused
import types
async def f(): pass
match f():
    case types.CoroutineType(cr_frame=frame):
        reached(frame)
