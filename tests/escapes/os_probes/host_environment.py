# class: processes
# layer: namespaces or landlock
# technique: secrets in the environment of other processes
import os

found = [p for p in os.listdir("/proc") if p.isdigit()]
print(open(f"/proc/{os.getppid()}/status").read()[:1] and "GOT")
