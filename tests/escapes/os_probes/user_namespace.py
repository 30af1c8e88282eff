# class: kernel
# layer: seccomp
# technique: new namespaces widen what of the kernel can be attacked
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
if libc.unshare(0x10000000):
    raise OSError(ctypes.get_errno(), "refused")
print("GOT")
