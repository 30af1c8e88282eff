# class: kernel
# layer: seccomp
# technique: personality: readable memory becomes code
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
if libc.personality(0x0400000) < 0:
    raise OSError(ctypes.get_errno(), "refused")
libc.personality(0)
print("GOT")
