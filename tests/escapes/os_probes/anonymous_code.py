# class: code
# layer: seccomp
# technique: shell code in anonymous memory
import mmap

mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
print("GOT")
