# expect: raises
import inspect
