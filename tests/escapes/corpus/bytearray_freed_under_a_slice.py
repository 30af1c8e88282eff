# expect: refused
kept = []


def plant(address, slots=70, size=20000):
    out = []
    b = bytearray(size)

    class E:
        def __index__(self):
            b.clear()
            for _ in range(60):
                out.append([None] * slots)
            b.extend(bytes(size + 10))
            return size // 2 - 1

    at = size // 2 // 8 * 8
    b[at + 7 : E() : -1] = bytearray(address.to_bytes(8, "big"))
    kept.append((out, b))
    return out


plant(1)
