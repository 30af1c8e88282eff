# class: kernel
# layer: seccomp
# technique: bpf
import ctypes
import struct

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
if libc.syscall(ctypes.c_long(321), 0, struct.pack("IIII", 2, 4, 4, 1).ljust(72, b"\0"), 72) < 0:
    raise OSError(ctypes.get_errno(), "refused")
print("GOT")
