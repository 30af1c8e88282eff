# class: code
# layer: seccomp
# technique: memory that becomes code afterwards
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
place = libc.mmap(None, 4096, 3, 0x22, -1, 0)
if libc.mprotect(ctypes.c_void_p(place), 4096, 5):
    raise OSError(ctypes.get_errno(), "refused")
print("GOT")
