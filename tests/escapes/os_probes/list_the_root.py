# class: files
# layer: landlock or mounts
# technique: listing the host's file tree
import os

print("GOT" if "etc" in os.listdir("/") and os.path.exists("/etc/hostname") else "no")
