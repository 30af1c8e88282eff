# expect: refused
await tool()
