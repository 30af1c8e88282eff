# class: processes
# layer: namespaces or landlock
# technique: memory of this process through /proc
print(open("/proc/self/maps").read()[:1] and "GOT")
