# class: kernel
# layer: seccomp
# technique: mount
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
os.makedirs("m", exist_ok=True)
if libc.unshare(0x20000) or libc.mount(b"none", b"m", b"tmpfs", 0, None):
    raise OSError(ctypes.get_errno(), "refused")
libc.umount2(b"m", 2)
print("GOT")
