# expect: raises
import json.decoder as d
reached(d)
