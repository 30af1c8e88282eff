# class: network
# layer: seccomp
# technique: abstract socket of another service
import socket

s = socket.socket(socket.AF_UNIX)
print("GOT")
