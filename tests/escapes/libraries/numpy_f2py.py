# expect: raises with numpy
