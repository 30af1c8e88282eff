# expect: raises
import statistics
statistics.mean.marker = 1
