# expect: raises; needs: matplotlib
