# expect: raises; needs: pandas
