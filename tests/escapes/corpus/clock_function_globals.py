# expect: raises
from datetime import datetime
reached(getattr(datetime.now, "__globals__"))
