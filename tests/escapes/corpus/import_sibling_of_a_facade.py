# expect: raises
from urllib import request
reached(request)
