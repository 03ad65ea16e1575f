"""Surroundings that are hard on a program: a full disk, and no rights."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import traceback
from collections.abc import Callable, Iterator

_CAPABILITIES = 0x20080522  # _LINUX_CAPABILITY_VERSION_3
_OVERRIDES = (1 << 1) | (1 << 2)  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH


@contextlib.contextmanager
def full_disk(size: int) -> Iterator[None]:
    """No file of this process grows beyond ``size`` bytes: the kernel refuses the write (EFBIG)."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))  # Python ignores SIGXFSZ
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def obey_permissions() -> None:
    """From now on, root is held to the permissions of files as everybody else is."""

    class Header(ctypes.Structure):
        _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))

    class Sets(ctypes.Structure):
        _fields_ = tuple((name, ctypes.c_uint32) for name in ("effective", "permitted", "inherit"))

    libc = ctypes.CDLL(None, use_errno=True)
    header, sets = Header(_CAPABILITIES, 0), (Sets * 2)()
    for call in (libc.capget, libc.capset):
        if call(ctypes.byref(header), sets):
            raise OSError(ctypes.get_errno(), "capabilities")
        sets[0].effective &= ~_OVERRIDES
        sets[0].permitted &= ~_OVERRIDES


def held_to_permissions() -> list[str]:
    """As ``obey_permissions``, for a program: what to start it through."""
    if os.geteuid() != 0:
        return []
    return ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all"]


def be_child(work: Callable[[], object]) -> None:
    """Do ``work`` in a forked child and end it: with exit code 0, or 1 after an error."""
    code = 1
    try:
        work()
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def in_child(work: Callable[[], object]) -> bool:
    """Fork and do ``work`` there; whether it ended without an error, within a minute."""
    child = os.fork()
    if child == 0:
        signal.alarm(60)
        be_child(work)
    return os.waitpid(child, 0)[1] == 0
