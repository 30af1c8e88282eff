"""Call the kernel where Python has no function for it, by the numbers of this machine.

The table of x86-64 is tested; that of arm64 is written from the kernel's headers and has not been run.
"""

import ctypes
import os
import platform

X86_64 = """
    read 0 write 1 open 2 close 3 stat 4 fstat 5 lstat 6 poll 7 lseek 8 mmap 9 mprotect 10 munmap 11 brk 12
    rt_sigaction 13 rt_sigprocmask 14 rt_sigreturn 15 ioctl 16 pread64 17 pwrite64 18 readv 19 writev 20
    access 21 select 23 sched_yield 24 mremap 25 madvise 28 dup 32 dup2 33 nanosleep 35 getitimer 36
    setitimer 38 getpid 39 clone 56 fork 57 vfork 58 exit 60 uname 63 fcntl 72 fsync 74 fdatasync 75
    ftruncate 77 getcwd 79 chdir 80 rename 82 mkdir 83 rmdir 84 unlink 87 readlink 89 umask 95
    gettimeofday 96 getrlimit 97 getrusage 98 sysinfo 99 times 100 getuid 102 getgid 104 geteuid 107
    getegid 108 getppid 110
    getgroups 115 capset 126 sigaltstack 131 pivot_root 155 gettid 186 time 201 futex 202
    sched_getaffinity 204 getdents64 217 restart_syscall 219 clock_gettime 228 clock_getres 229
    clock_nanosleep 230 exit_group 231 openat 257 mkdirat 258 newfstatat 262 unlinkat 263 renameat 264
    readlinkat 267 faccessat 269 pselect6 270 ppoll 271 unshare 272 dup3 292 prlimit64 302 renameat2 316
    getrandom 318 membarrier 324 statx 332 clone3 435 close_range 436 faccessat2 439 mount_setattr 442
    landlock_create_ruleset 444 landlock_add_rule 445 landlock_restrict_self 446
"""
AARCH64 = """
    getcwd 17 dup 23 dup3 24 fcntl 25 ioctl 29 mkdirat 34 unlinkat 35 renameat 38 pivot_root 41 ftruncate 46
    faccessat 48 chdir 49 openat 56 close 57 getdents64 61 lseek 62 read 63 write 64 readv 65 writev 66
    pread64 67 pwrite64 68 pselect6 72 ppoll 73 readlinkat 78 newfstatat 79 fstat 80 fsync 82 fdatasync 83
    capset 91 exit 93 exit_group 94 unshare 97 futex 98 nanosleep 101 getitimer 102 setitimer 103
    clock_gettime 113 clock_getres 114 clock_nanosleep 115 sched_getaffinity 123 sched_yield 124
    restart_syscall 128 sigaltstack 132 rt_sigaction 134 rt_sigprocmask 135 rt_sigreturn 139 times 153
    getgroups 158 uname 160 getrlimit 163 getrusage 165 umask 166 gettimeofday 169 getpid 172 getppid 173
    getuid 174 geteuid 175 getgid 176 getegid 177 gettid 178 sysinfo 179 brk 214 munmap 215 mremap 216
    clone 220 mmap 222 mprotect 226 madvise 233 prlimit64 261 renameat2 276 getrandom 278 membarrier 283
    statx 291 clone3 435 close_range 436 faccessat2 439 mount_setattr 442
    landlock_create_ruleset 444 landlock_add_rule 445 landlock_restrict_self 446
"""


def _table(text: str) -> dict[str, int]:
    words = text.split()
    return {name: int(number) for name, number in zip(words[::2], words[1::2], strict=True)}


TABLES = {"x86_64": _table(X86_64), "aarch64": _table(AARCH64)}
# What the kernel's `seccomp_data` calls them.
ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
MACHINE = platform.machine()
NUMBERS = TABLES.get(MACHINE, {})

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 1, 4, 22, 24, 38

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long


def syscall(name: str, *arguments: object) -> int:
    """Call the kernel; returns its result.

    Raises:
        OSError: the kernel refused, or this machine's table has no such call (ENOSYS).
    """
    number = NUMBERS.get(name)
    if number is None:
        raise OSError(38, f"no number known for {name} on {MACHINE}")
    return _checked(libc.syscall(ctypes.c_long(number), *arguments), name)


def prctl(option: int, value: int) -> None:
    """Set an attribute of this process.

    Raises:
        OSError: the kernel refused.
    """
    _checked(libc.prctl(option, ctypes.c_ulong(value), 0, 0, 0), f"prctl {option}")


def mount(source: str, target: str, kind: str = "", flags: int = 0, options: str = "") -> None:
    """Mount; raises OSError where the kernel refuses."""
    result = libc.mount(
        source.encode(), target.encode(), kind.encode() or None, ctypes.c_ulong(flags), options.encode() or None
    )
    _checked(result, f"mount {target}")


def detach(target: str) -> None:
    """Take a mount out of the tree, whoever still uses it."""
    _checked(libc.umount2(target.encode(), 2), f"umount {target}")


def _checked(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result
