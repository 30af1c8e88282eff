# expect: raises
import array

a = array.array("Q", [0]) * 4000
a
