# class: network
# layer: seccomp
# technique: sendmsg on the worker's own socket
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
if libc.socketpair(1, 1, 0, (ctypes.c_int * 2)()):
    raise OSError(ctypes.get_errno(), "refused")
print("GOT")
