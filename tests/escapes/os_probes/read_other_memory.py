# class: processes
# layer: seccomp
# technique: process_vm_readv
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
buffer = ctypes.create_string_buffer(8)


class Part(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("size", ctypes.c_size_t)]


local, other = Part(ctypes.addressof(buffer), 8), Part(id(None), 8)
if libc.process_vm_readv(os.getppid(), ctypes.byref(local), 1, ctypes.byref(other), 1, 0) < 0:
    raise OSError(ctypes.get_errno(), "refused")
print("GOT")
