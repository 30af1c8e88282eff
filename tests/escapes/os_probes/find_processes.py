# class: processes
# layer: seccomp
# technique: sched_getaffinity tells which process ids are taken
import os

print(os.sched_getaffinity(os.getppid()) and "GOT")
