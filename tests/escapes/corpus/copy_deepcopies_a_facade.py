# expect: raises
import copy, json
copy.deepcopy(json)
