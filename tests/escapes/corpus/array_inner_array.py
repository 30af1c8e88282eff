# expect: raises
from array import array

reached(array("d")._items)
