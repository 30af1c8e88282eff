# class: code
# layer: mounts or seccomp
# technique: a file of its own mapped as code
import mmap
import os

with open("code", "wb") as f:
    f.write(b"\xc3" * 4096)
place = os.open("code", os.O_RDONLY)
mmap.mmap(place, 4096, flags=mmap.MAP_PRIVATE, prot=mmap.PROT_READ | mmap.PROT_EXEC)
print("GOT")
