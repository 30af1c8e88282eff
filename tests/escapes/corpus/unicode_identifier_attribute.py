# expect: refused
reached(tool.__globａls__)
