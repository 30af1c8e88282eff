# expect: refused
import _thread
