# expect: raises
import ctypes
