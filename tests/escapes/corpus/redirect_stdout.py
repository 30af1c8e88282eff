# expect: raises
from contextlib import redirect_stdout
