"""Opening a recorder's file so that the recorder is not disturbed; on Windows the first one decides for all others."""

from __future__ import annotations

import os
import sys
from typing import BinaryIO

if sys.platform == "win32":
    import ctypes
    import msvcrt
    from ctypes import wintypes

    GENERIC_READ = 0x80000000
    SHARE_READ, SHARE_WRITE, SHARE_DELETE = 1, 2, 4
    OPEN_EXISTING = 3
    SEQUENTIAL_SCAN = 0x08000000
    NO_HANDLE = ctypes.c_void_p(-1).value

    _create_file = ctypes.WinDLL("kernel32", use_last_error=True).CreateFileW
    _create_file.restype = wintypes.HANDLE
    _create_file.argtypes = [
        wintypes.LPCWSTR,
        wintypes.DWORD,
        wintypes.DWORD,
        wintypes.LPVOID,
        wintypes.DWORD,
        wintypes.DWORD,
        wintypes.HANDLE,
    ]

    def is_closed(path: str) -> bool:
        """Tell whether no other program has the file open for writing."""
        try:
            os.close(_descriptor(path, SHARE_READ))
        except OSError:
            return False
        return True

    def open_source(path: str) -> BinaryIO:
        """Open for reading; the recorder may write, rename and delete meanwhile, which Python's own open() forbids."""
        return open(_descriptor(path, SHARE_READ | SHARE_WRITE | SHARE_DELETE), "rb")

    def _descriptor(path: str, share: int) -> int:
        handle = _create_file(path, GENERIC_READ, share, None, OPEN_EXISTING, SEQUENTIAL_SCAN, None)
        if handle in {None, NO_HANDLE}:
            raise ctypes.WinError(ctypes.get_last_error())
        return msvcrt.open_osfhandle(handle, os.O_RDONLY | os.O_BINARY | os.O_NOINHERIT)

else:

    def is_closed(_path: str) -> bool:
        """Only Windows can tell that another program still has a file open for writing."""
        return True

    def open_source(path: str) -> BinaryIO:
        """Open for reading; elsewhere that keeps nobody from renaming or deleting it."""
        return open(path, "rb")
