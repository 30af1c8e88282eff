"""Put a freshly forked worker into its jail, layer by layer, in the one order that holds.

Whatever a layer needs must be done before the layer that takes it away; after the last one the process
can only compute, talk on its socket and read what it was given.
"""

import errno
import os
import resource
import signal
from collections.abc import Sequence

from codenode.worker.confine import Ceilings, resources
from codenode.worker.jail import landlock, namespaces, seccomp
from codenode.worker.jail.syscalls import PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS, PR_SET_PDEATHSIG, prctl


class Jail:
    """What one worker is locked into.

    Args:
        layers: what the server's own namespaces gave, e.g. `["network", "mounts"]`.
        readable: paths that stay readable.
        parent: process id of the server; the worker dies with it.
        staging: descriptor of the folder whose files the code may read; None where there are none.
        folder: that folder's path, for machines without mounts of their own.
        user: id of a user of its own; None where it keeps the host's.
        without: layers left out on purpose, to test that another one holds or that a report is true.
    """

    def __init__(
        self,
        *,
        layers: Sequence[str],
        readable: Sequence[str],
        parent: int,
        staging: int | None,
        folder: str,
        user: int | None,
        without: Sequence[str] = (),
    ) -> None:
        self._layers = layers
        self._readable = readable
        self._parent = parent
        self._staging = staging
        self._without = without
        self._user = user
        self._mounts = "mounts" in layers
        self.scratch = namespaces.SCRATCH if self._mounts else folder

    def lock(self, ceilings: Ceilings) -> list[str]:
        """Apply every layer; return the names of those that took effect.

        Raises:
            OSError: a layer that works elsewhere failed half-way; the worker must not go on.
        """
        done = [*self._layers]
        if self._mounts:
            done += self._own_folder(ceilings)
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)  # after the change of user, which would clear it
        if os.getppid() != self._parent:
            os._exit(0)  # the server died meanwhile
        os.chdir(self.scratch)
        done += _lowered(ceilings)
        prctl(PR_SET_NO_NEW_PRIVS, 1)
        done.append("no_new_privileges")
        if "capabilities" not in self._without:
            namespaces.drop_capabilities()
            done.append("no_capabilities")
        done += self._landlocked()
        prctl(PR_SET_DUMPABLE, 0)
        done.append("not_dumpable")
        return done + self._filtered()

    def _own_folder(self, ceilings: Ceilings) -> list[str]:
        owner = os.getuid() if self._user is None else self._user
        namespaces.private_scratch(ceilings["scratch_bytes"], owner)
        if self._staging is not None:
            _copied(self._staging, namespaces.SCRATCH, owner)
        if self._user is None:
            return ["scratch"]
        namespaces.drop_user(self._user)
        return ["scratch", "own_user"]

    def _landlocked(self) -> list[str]:
        if "landlock" in self._without or landlock.version() == 0:
            return []
        # With a tree of its own everything left in it may be read.
        readable = ["/"] if self._mounts else [*self._readable, *namespaces.DEVICES]
        # The host's temporary folder gets no folders in it: deep ones are more than its host can remove.
        version = landlock.restrict(readable=readable, writable=[self.scratch], folders=self._mounts)
        return [f"landlock {version}"]

    def _filtered(self) -> list[str]:
        if "seccomp" in self._without:
            return []
        try:
            seccomp.install(code_from_files=self._mounts)
        except OSError:  # not on this kernel or machine: the host sees that it is missing, and refuses
            return []
        return ["seccomp"]


def _copied(staging: int, folder: str, owner: int) -> None:
    """Copy the files the code may read; the folder they come from is out of reach afterwards."""
    for name in os.listdir(staging):
        source = os.open(name, os.O_RDONLY | os.O_NOFOLLOW, dir_fd=staging)
        target = os.open(f"{folder}/{name}", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            while piece := os.read(source, 1 << 20):
                while piece:
                    piece = piece[os.write(target, piece) :]
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
            raise OSError(error.errno, "the files do not fit into the scratch folder; raise scratch_bytes") from error
        else:
            if owner != os.getuid():
                os.fchown(target, owner, owner)
        finally:
            os.close(source)
            os.close(target)


def _lowered(ceilings: Ceilings) -> list[str]:
    done = []
    none = [("processes", resource.RLIMIT_NPROC, 0), ("messages", resource.RLIMIT_MSGQUEUE, 0)]
    for name, which, value in [*resources(ceilings), *none]:
        hard = resource.getrlimit(which)[1]
        # Where the host's own ceiling is lower it stays: nobody but root could raise it.
        ceiling = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(which, (ceiling, ceiling))
        done.append(name)
    return done
