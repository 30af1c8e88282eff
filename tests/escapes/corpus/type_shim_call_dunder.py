# expect: raises
type.__call__("X", (), {})
