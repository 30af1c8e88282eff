# expect: raises; needs: sympy
