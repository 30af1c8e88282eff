# class: files
# layer: landlock or mounts
# technique: reading accounts
print(open("/etc/passwd").read()[:1] and "GOT")
