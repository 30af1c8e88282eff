# expect: raises
import json
json.dump(tool, tool)
