# class: ceilings
# layer: seccomp
# technique: setrlimit
import resource

soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
print("GOT")
