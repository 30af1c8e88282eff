# expect: raises
type.__init__(1)
