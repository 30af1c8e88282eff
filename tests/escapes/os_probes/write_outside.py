# class: files
# layer: landlock or mounts
# technique: leaving a file for others
import os

for place in ("/tmp", "/var/tmp", "/dev/shm", "/"):
    try:
        with open(f"{place}/codenode-probe", "w") as f:
            f.write("x")
    except OSError as error:
        failed = error
    else:
        os.unlink(f"{place}/codenode-probe")
        print("GOT")
        break
else:
    raise failed
