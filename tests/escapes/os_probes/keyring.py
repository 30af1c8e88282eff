# class: kernel
# layer: seccomp
# technique: keys of the session's keyring
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
if libc.syscall(ctypes.c_long(250), 0, -3, 1) < 0:
    raise OSError(ctypes.get_errno(), "refused")
print("GOT")
