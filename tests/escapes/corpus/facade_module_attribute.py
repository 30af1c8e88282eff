# expect: raises
import statistics
reached(statistics.sys)
