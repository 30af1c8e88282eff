# expect: raises
import types

reached(types.ModuleType("os"))
