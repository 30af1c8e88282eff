# expect: raises
from datetime import datetime, tzinfo
class Zone(tzinfo):
    def fromutc(self, moment): return Moment()
class Moment:
    def replace(self, **changes): return Moment()
class Mine(datetime): pass
made = Mine.now(Zone())
reached([made, made.tzinfo])
