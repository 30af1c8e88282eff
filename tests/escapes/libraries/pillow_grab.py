# expect: raises; needs: PIL
