# class: processes
# layer: seccomp
# technique: exec
import os

if os.spawnv(os.P_WAIT, "/bin/sh", ["sh", "-c", "exit 0"]):
    raise PermissionError("no shell")
print("GOT")
