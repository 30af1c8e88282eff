# expect: raises
import pprint
reached(pprint.PrettyPrinter()._dispatch)
