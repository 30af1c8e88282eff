# class: processes
# layer: clean environment
# technique: secrets in the own environment
import ctypes

environ = ctypes.POINTER(ctypes.c_char_p).in_dll(ctypes.CDLL(None), "environ")
names = []
at = 0
while environ and environ[at]:
    names.append(environ[at].decode())
    at += 1
print(
    "GOT"
    if [n for n in names if not n.startswith(("LANG=", "OPENBLAS", "OMP", "MALLOC", "LC_CTYPE", "PYTHONHASHSEED"))]
    else "no"
)
