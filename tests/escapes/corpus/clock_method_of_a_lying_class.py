# expect: harmless
from datetime import datetime
class Mine(datetime):
    now = datetime.fromtimestamp
reached([Mine.now, getattr(Mine, "now")])
