# expect: raises; needs: numpy
