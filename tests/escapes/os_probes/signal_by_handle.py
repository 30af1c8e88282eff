# class: processes
# layer: seccomp
# technique: pidfd_open of the parent
import os

print(os.pidfd_open(os.getppid()) and "GOT")
