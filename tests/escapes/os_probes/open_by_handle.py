# class: files
# layer: seccomp
# technique: open_by_handle_at, the `shocker` of containers
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)


class Handle(ctypes.Structure):
    _fields_ = [("bytes", ctypes.c_uint), ("type", ctypes.c_int), ("data", ctypes.c_char * 128)]


handle, mount = Handle(128), ctypes.c_int()
if libc.name_to_handle_at(
    -100, b"/etc/passwd" if os.path.exists("/etc/passwd") else b"/", ctypes.byref(handle), ctypes.byref(mount), 0
):
    raise OSError(ctypes.get_errno(), "refused")
print("GOT")
