# class: ceilings
# layer: own user, no capabilities, seccomp
# technique: setuid
import os

os.setresuid(0, 0, 0)
print("GOT")
