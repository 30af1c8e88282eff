# class: processes
# layer: seccomp
# technique: F_SETOWN makes the kernel send the signal
import fcntl
import os

fcntl.fcntl(0, 8, os.getppid())
print("GOT")
