# expect: raises
from uuid import getnode
