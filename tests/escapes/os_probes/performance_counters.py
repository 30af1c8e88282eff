# class: kernel
# layer: seccomp
# technique: perf_event_open, a side channel
import ctypes
import struct

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
attributes = struct.pack("IIQ", 1, 112, 0).ljust(112, b"\0")
if libc.syscall(ctypes.c_long(298), attributes, 0, -1, -1, 0) < 0:
    raise OSError(ctypes.get_errno(), "refused")
print("GOT")
