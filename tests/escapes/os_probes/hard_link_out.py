# class: files
# layer: landlock or mounts
# technique: a hard link to a file of the host
import os

os.link("/etc/passwd", "linked")
print(open("linked").read()[:1] and "GOT")
