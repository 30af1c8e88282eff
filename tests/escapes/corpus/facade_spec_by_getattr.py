# expect: raises
import json
reached(getattr(json, "__spec__").loader)
