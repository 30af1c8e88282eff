# expect: refused
import json
reached(json.__dict__)
