# expect: raises
import traceback
