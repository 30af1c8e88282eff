"""Start a worker process on an inherited socket: `main(fd)`."""

import os
import signal
import sys


def main(descriptor: int) -> None:
    """Confine this process, then serve the session on the other end of the socket until it hangs up."""
    from codenode.worker.channel import Channel, Hangup  # noqa: PLC0415 - after the interpreter is up
    from codenode.worker.clock import SignalClock  # noqa: PLC0415
    from codenode.worker.confine import close_others, confine  # noqa: PLC0415
    from codenode.worker.kernel import Kernel  # noqa: PLC0415
    from codenode.worker.watch import Watch  # noqa: PLC0415

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the host's business
    signal.pthread_sigmask(signal.SIG_SETMASK, [])  # a host's thread may block the clock's signal
    close_others(descriptor)
    channel = Channel(descriptor)
    status = 0
    try:
        opening = channel.read()
        limits = opening["limits"]
        os.chdir(opening["folder"])
        channel.write({"type": "confined", "by": confine(limits)})
        sys.setrecursionlimit(limits["recursion"])
        watch = Watch(opening["folder"])
        watch.begin()
        Kernel(channel, SignalClock, watch).serve(opening)
    except Hangup:
        pass
    except BaseException:  # noqa: BLE001 - a broken or tampered room ends here, and the host sees it end
        status = 70
    os._exit(status)  # no finalizers: guest code has a say in them


if __name__ == "__main__":
    main(int(sys.argv[1]))
