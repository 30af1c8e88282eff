# class: processes
# layer: seccomp
# technique: a thread that outlives the interrupt
import _thread

_thread.start_new_thread(lambda: None, ())
print("GOT")
