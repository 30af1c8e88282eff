# class: network
# layer: seccomp
# technique: the kernel's network tables
import socket

s = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
print("GOT")
