# expect: raises; needs: scipy
