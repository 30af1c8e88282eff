# expect: raises
from typing import Generic
Generic.__init_subclass__()
