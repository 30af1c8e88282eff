# expect: refused
import json
reached(json.__loader__)
