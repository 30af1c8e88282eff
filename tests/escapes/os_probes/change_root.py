# class: files
# layer: seccomp
# technique: chroot
import os

os.mkdir("root")
os.chroot("root")
print("GOT")
