# class: files
# layer: landlock or mounts
# technique: files in the home of the user
import os

places = [f"{home}/{name}" for home in ("/root", "/home/user") for name in (".bashrc", ".profile", ".ssh", ".cache")]
print("GOT" if any(map(os.path.exists, places)) else "no")
