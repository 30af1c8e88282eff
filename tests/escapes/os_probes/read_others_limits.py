# class: processes
# layer: seccomp
# technique: prlimit reads the ceilings of another process of the same user
import os
import resource

print(resource.prlimit(os.getppid(), resource.RLIMIT_NOFILE) and "GOT")
