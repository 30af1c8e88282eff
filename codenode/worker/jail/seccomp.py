"""Seccomp: which calls of the kernel are left, as a filter program that the kernel runs before each.

Allow-list, default EPERM. What is not here does not exist for the worker: sockets, exec, fork, threads,
kill, ptrace, mount, namespaces, io_uring, bpf, keyctl, memfd. Nothing may become code: no anonymous memory
with the right to execute, and no mapping that gains it.
"""

import ctypes
import struct

from codenode.worker.jail.syscalls import (
    ARCHITECTURES,
    MACHINE,
    NUMBERS,
    PR_SET_SECCOMP,
    TABLES,
    libc,
)

# ruff: noqa: SIM905 - a table of names reads better as text

PLAIN = """
    read write open close stat fstat lstat poll lseek munmap brk rt_sigaction rt_sigprocmask rt_sigreturn
    pread64 pwrite64 readv writev access select sched_yield mremap madvise dup dup2 dup3 nanosleep getitimer
    setitimer getpid exit uname fsync fdatasync ftruncate getcwd chdir rename mkdir rmdir unlink readlink
    umask gettimeofday getrlimit getrusage sysinfo times getuid getgid geteuid getegid getppid getgroups
    sigaltstack gettid time futex getdents64 restart_syscall clock_gettime clock_getres
    clock_nanosleep exit_group openat mkdirat newfstatat unlinkat renameat readlinkat faccessat pselect6
    ppoll renameat2 getrandom membarrier statx close_range faccessat2
""".split()
# Duplicate a descriptor, read and write its flags: no owner, no signal, no lease, no seal.
FCNTL = (0, 1, 2, 3, 4, 1030)
# Is it a terminal, close on exec, non-blocking, bytes to read.
IOCTL = (0x5401, 0x5450, 0x5451, 0x5421, 0x541B)

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _ERRNO, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_EPERM, _EAGAIN, _ENOTTY, _ENOSYS = 1, 11, 25, 38
_X32 = 0x40000000
_PROT_EXEC, _PROT_WRITE, _MAP_ANONYMOUS = 4, 2, 0x20
_SECCOMP_MODE_FILTER = 2

Instructions = list[bytes]


def program(machine: str = MACHINE, *, code_from_files: bool) -> bytes:
    """Return the filter for a machine.

    Args:
        machine: as `platform.machine()` names it.
        code_from_files: whether a file may be mapped as code (a library loaded late). Only where the
            folders the process can write to are mounted so that nothing in them can be.

    Raises:
        OSError: there is no table of calls for this machine.
    """
    table = TABLES.get(machine)
    if table is None:
        raise OSError(_ENOSYS, f"no table of system calls for {machine}")
    made = [
        _step(_LOAD, 4),
        _step(_EQUAL, ARCHITECTURES[machine], 1, 0),
        _step(_RETURN, _KILL),
        _step(_LOAD, 0),
        _step(_AT_LEAST, _X32, 0, 1),
        _step(_RETURN, _ERRNO | _EPERM),
    ]
    # libc falls back from the one to the other, and the other says what a ceiling of processes says.
    made += _case(table["clone3"], [_step(_RETURN, _ERRNO | _ENOSYS)])
    for name in ("clone", "fork", "vfork"):
        if name in table:
            made += _case(table[name], [_step(_RETURN, _ERRNO | _EAGAIN)])
    made += _case(table["mmap"], _mapping(code_from_files=code_from_files))
    made += _case(table["mprotect"], [_argument(2), _step(_ANY_BIT, _PROT_EXEC, 0, 1), *_verdict()])
    made += _case(table["prlimit64"], [*_own(0), *_null(2)])
    made += _case(table["sched_getaffinity"], [*_own(0), _step(_RETURN, _ALLOW)])
    made += _case(table["fcntl"], _one_of(1, FCNTL, _EPERM))
    made += _case(table["ioctl"], _one_of(1, IOCTL, _ENOTTY))
    return b"".join(made + _listed(sorted(table[name] for name in PLAIN if name in table)))


def install(*, code_from_files: bool) -> None:
    """Apply the filter to this process; it cannot be taken off. Needs no-new-privileges.

    Raises:
        OSError: the kernel refuses, or the machine is not known.
    """
    if not NUMBERS:
        raise OSError(_ENOSYS, f"no table of system calls for {MACHINE}")
    text = program(code_from_files=code_from_files)
    buffer = ctypes.create_string_buffer(text, len(text))
    header = struct.pack("HxxxxxxP", len(text) // 8, ctypes.addressof(buffer))
    if libc.prctl(PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, header, 0, 0):
        raise OSError(ctypes.get_errno(), "the kernel refused the system call filter")


# --- pieces of the program: each ends in a verdict on every path, for it overwrites the accumulator -------


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("HBBI", code, if_true, if_false, value & 0xFFFFFFFF)


def _argument(number: int, *, high: bool = False) -> bytes:
    return _step(_LOAD, 16 + 8 * number + 4 * high)


def _case(number: int, body: Instructions) -> Instructions:
    return [_step(_EQUAL, number, 0, len(body)), *body]


def _verdict() -> Instructions:
    return [_step(_RETURN, _ERRNO | _EPERM), _step(_RETURN, _ALLOW)]


def _mapping(*, code_from_files: bool) -> Instructions:
    """Refuse memory that is to run: all of it, or what no file stands behind and what can be written."""
    if not code_from_files:
        return [_argument(2), _step(_ANY_BIT, _PROT_EXEC, 0, 1), *_verdict()]
    return [
        _argument(2),
        _step(_ANY_BIT, _PROT_EXEC, 0, 4),
        _step(_ANY_BIT, _PROT_WRITE, 2, 0),
        _argument(3),
        _step(_ANY_BIT, _MAP_ANONYMOUS, 0, 1),
        *_verdict(),
    ]


def _own(number: int) -> Instructions:
    """Go on where a process id means this process; that of another would tell whether there is one."""
    return [_argument(number), _step(_EQUAL, 0, 1, 0), _step(_RETURN, _ERRNO | _EPERM)]


def _null(number: int) -> Instructions:
    return [
        _argument(number),
        _step(_EQUAL, 0, 0, 2),
        _argument(number, high=True),
        _step(_EQUAL, 0, 1, 0),
        *_verdict(),
    ]


def _one_of(number: int, values: tuple[int, ...], otherwise: int) -> Instructions:
    size = len(values)
    tests = [_step(_EQUAL, value, size - place, 0) for place, value in enumerate(values)]
    return [_argument(number), *tests, _step(_RETURN, _ERRNO | otherwise), _step(_RETURN, _ALLOW)]


def _listed(numbers: list[int]) -> Instructions:
    size = len(numbers)
    if size > 255:
        raise OSError(_EPERM, f"{size} calls are more than one jump can pass over")
    tests = [_step(_EQUAL, number, size - place, 0) for place, number in enumerate(numbers)]
    return [*tests, *_verdict()]
