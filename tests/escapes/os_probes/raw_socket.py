# class: network
# layer: seccomp
# technique: raw packets
import socket

s = socket.socket(socket.AF_INET, socket.SOCK_RAW, 1)
print("GOT")
