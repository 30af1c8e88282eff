# class: kernel
# layer: seccomp
# technique: userfaultfd widens races in the kernel
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
if libc.syscall(ctypes.c_long(323), 0) < 0:
    raise OSError(ctypes.get_errno(), "refused")
print("GOT")
