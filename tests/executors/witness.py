"""Run `codenode doctor --json`, and print beside its report what is so on this machine.

What `auto` gives, what `require` says, and what gets through.

What gets through is tried by native code in workers that lack the layers which would hide the one in question.
"""

import contextlib
import io
import json
import os
import socket
import sys

from codenode.cli.app import main as cli
from codenode.errors import IsolationError
from codenode.escapes.workers import RawExecutor
from codenode.executors.choose import choose
from codenode.session import open_session

READ = "open('/etc/passwd').read(); print('GOT')"
CONNECT = "import socket; socket.create_connection(('127.0.0.1', {port}), 2); print('GOT')"
USER = "import os; print(os.getuid())"


class Bare(RawExecutor):
    """Workers without the language and without some layers, which say so."""

    def start(self, opening):
        """Return a worker that claims nothing."""
        connection = super().start(opening)
        connection.level = "process"
        return connection


def main():
    """Print the findings."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        port = listening.getsockname()[1]
        without_files = said([READ], "namespaces", "seccomp")
        without_landlock = said([READ, CONNECT.format(port=port), USER], "landlock", "seccomp")
    found = {
        "auto": choose("auto").level,
        "refused": refused(),
        "reads without a tree": without_files[0] == "GOT",
        "reads without landlock": without_landlock[0] == "GOT",
        "connects": without_landlock[1] == "GOT",
        "user": without_landlock[2],
        "host": str(os.getuid()),
    }
    code, report = doctor()
    sys.stdout.write(json.dumps([code, report, found]))


def doctor():
    """Return the command's exit code and its report."""
    sys.argv = ["codenode", "doctor", "--json"]
    with contextlib.redirect_stdout(io.StringIO()) as told:
        try:
            cli()
        except SystemExit as end:
            return end.code, json.loads(told.getvalue())
    raise AssertionError("the command did not end")


def refused():
    """Return what `require` says, empty where it has nothing against this machine."""
    try:
        choose("auto", require="sandbox")
    except IsolationError as error:
        return str(error)
    return ""


def said(codes, *without):
    """Return what native code prints in a worker."""
    executor = Bare(without=without, spares=0)
    with open_session(executor=executor) as session:
        output = [session.run(code)["output"].strip() for code in codes]
    executor.close()
    return output


if __name__ == "__main__":
    main()
