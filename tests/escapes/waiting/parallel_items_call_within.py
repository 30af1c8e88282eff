# expect: harmless
class Items:
    def __iter__(self):
        yield tool(10)
        yield from parallel(tool, [20])
if parallel(tool, Items()) != [10, 20]: held("mixed")
