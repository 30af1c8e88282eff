# expect: raises
from zoneinfo import ZoneInfo

ZoneInfo.from_file(open)
