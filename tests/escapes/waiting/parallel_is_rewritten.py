# expect: raises
parallel.marker = 5
held(parallel)
