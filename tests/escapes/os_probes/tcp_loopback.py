# class: network
# layer: seccomp
# technique: TCP to this machine
import socket

s = socket.socket()
s.settimeout(1)
print("GOT" if s.connect_ex(("127.0.0.1", 9)) in (0, 111) else "no")
