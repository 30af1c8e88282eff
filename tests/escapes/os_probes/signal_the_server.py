# class: processes
# layer: seccomp
# technique: kill of the parent
import os

os.kill(os.getppid(), 0)
print("GOT")
