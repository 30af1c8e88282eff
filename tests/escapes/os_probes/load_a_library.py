# class: code
# layer: mounts or seccomp
# technique: a library of its own
import ctypes

with (
    open("own.so", "wb") as out,
    open(
        ctypes.util.find_library("x")
        if False
        else __import__("_ctypes").__file__
        if hasattr(__import__("_ctypes"), "__file__")
        else "/dev/null",
        "rb",
    ) as f,
):
    out.write(f.read())
ctypes.CDLL("./own.so")
print("GOT")
