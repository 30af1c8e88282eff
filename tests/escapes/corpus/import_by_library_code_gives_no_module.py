# expect: raises
import datetime
datetime.datetime.strptime("2024", "%Y")
reached(datetime._strptime)
