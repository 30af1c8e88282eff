# expect: raises with pandas
