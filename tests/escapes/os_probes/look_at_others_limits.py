# class: ceilings
# layer: seccomp
# technique: prlimit of the parent
import os
import resource

resource.prlimit(os.getppid(), resource.RLIMIT_NOFILE, (64, 64))
print("GOT")
