"""Kill an agent's processes at every place where that could hurt, and see from outside what became of its effects."""
