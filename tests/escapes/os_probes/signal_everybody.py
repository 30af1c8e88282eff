# class: processes
# layer: seccomp
# technique: kill of all
import os

os.kill(-1, 0)
print("GOT")
