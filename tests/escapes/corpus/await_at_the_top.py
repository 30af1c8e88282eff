# expect: raises
await tool()
