"""How does a worker give up, for good, what the operating system would let it do?"""
