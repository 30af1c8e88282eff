"""What the code prints is sent once, whole, and its end is never lost."""

from codenode.worker.output import Output


class TestTick:
    def test_in_the_middle(self):
        """A tick of the clock in the middle of a flush does not send the same text again."""
        sent = []
        output = Output(sent.append, 1_000)

        class Ticking(list):
            def __iter__(self):
                output.flush()  # as the clock does, from its signal
                return super().__iter__()

        output._pieces = Ticking(["once"])
        output.flush()
        output.end()
        assert sent == ["once"]
