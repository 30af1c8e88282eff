# class: processes
# layer: seccomp
# technique: a process of its own
import os

child = os.fork()
if child == 0:
    os._exit(0)
print("GOT")
