# expect: raises
from concurrent.futures import thread
