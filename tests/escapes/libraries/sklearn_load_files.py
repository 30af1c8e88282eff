# expect: raises; needs: sklearn
