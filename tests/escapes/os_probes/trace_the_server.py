# class: processes
# layer: seccomp
# technique: ptrace
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
if libc.ptrace(0x4206, os.getppid(), 0, 0):
    raise OSError(ctypes.get_errno(), "refused")
libc.ptrace(17, os.getppid(), 0, 0)
print("GOT")
