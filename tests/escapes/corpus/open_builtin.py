# expect: raises NameError
open("/etc/passwd")
