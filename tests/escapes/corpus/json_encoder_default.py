# expect: raises
import json
json.dumps(tool, default=lambda o: getattr(o, "__globals__"))
