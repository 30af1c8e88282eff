# class: code
# layer: seccomp
# technique: memfd_create, then exec
import os

print(os.memfd_create("x") and "GOT")
