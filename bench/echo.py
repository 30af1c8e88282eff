"""The other end of the round-trip baseline: send back every frame."""

import socket
import struct
import sys

end = socket.socket(fileno=int(sys.argv[1]))
header = struct.Struct("<I")
while head := end.recv(4, socket.MSG_WAITALL):
    end.sendall(head + end.recv(header.unpack(head)[0], socket.MSG_WAITALL))
