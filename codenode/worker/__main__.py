"""Start a worker process on an inherited socket: `main(fd)`."""

import os
import sys


def main(descriptor: int) -> None:
    """Confine this process, then serve the session on the other end of the socket until it hangs up."""
    from codenode.worker.channel import Channel, Hangup  # noqa: PLC0415 - after the interpreter is up
    from codenode.worker.confine import confine, cut_off  # noqa: PLC0415
    from codenode.worker.serving import serve, watched  # noqa: PLC0415

    cut_off(descriptor)
    channel = Channel(descriptor)
    status = 0
    try:
        opening = channel.read()
        os.chdir(opening["folder"])
        channel.write({"type": "confined", "by": confine(opening["limits"])})
        serve(channel, opening, watched(opening["folder"]))
    except Hangup:
        pass
    except BaseException:  # noqa: BLE001 - a broken or tampered room ends here, and the host sees it end
        status = 70
    os._exit(status)  # no finalizers: guest code has a say in them


if __name__ == "__main__":
    main(int(sys.argv[1]))
