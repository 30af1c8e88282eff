# class: files
# layer: landlock or mounts
# technique: relative path beyond the scratch folder
print(open("../" * 12 + "etc/passwd").read()[:1] and "GOT")
