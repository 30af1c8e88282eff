# expect: raises
import time
time.time.marker = 1
