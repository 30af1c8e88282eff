# class: files
# layer: landlock or mounts
# technique: changing the interpreter for the next worker
import os

place = os.path.dirname(os.__file__) + "/codenode_probe.py"
with open(place, "w") as f:
    f.write("")
os.unlink(place)
print("GOT")
