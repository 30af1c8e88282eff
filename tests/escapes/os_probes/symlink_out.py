# class: files
# layer: landlock or mounts
# technique: a link out of the scratch folder
import os

os.symlink("/etc", "link")
print(open("link/passwd").read()[:1] and "GOT")
