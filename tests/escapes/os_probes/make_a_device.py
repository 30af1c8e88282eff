# class: files
# layer: seccomp
# technique: a device node of the disk
import os
import stat

os.mknod("disk", stat.S_IFBLK | 0o600, os.makedev(254, 0))
print("GOT")
