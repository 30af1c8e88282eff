# expect: raises
from zoneinfo import ZoneInfo
ZoneInfo("../../../etc/passwd")
