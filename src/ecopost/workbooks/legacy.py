"""Judges an old workbook (.xls: BIFF records in an OLE compound file) before anything opens it.

An .xls sheet has at most 65,536 rows and 256 columns. A file may claim more; the reader would lay out that rectangle
in memory and be killed. So the records are walked first, and only their places are looked at.
"""

import struct
from array import array
from collections.abc import Iterator
from typing import Final

ROWS: Final = 65_536
COLUMNS: Final = 256

_LAST_SECTOR: Final = 0xFFFFFFFA  # numbers from here on mean "no further sector"
_STREAMS: Final = ("Workbook", "Book")
_FILEPASS, _DIMENSIONS, _SHEET, _BOF = 0x002F, 0x0200, 0x0085, 0x0809
_SPANS: Final = frozenset({0x00BD, 0x00BE})  # one record for several cells of a row: its last column stands at its end
_CELLS: Final = frozenset({0x0006, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x0206, 0x027E, 0x0406}) | _SPANS


def legacy_fault(content: bytes) -> str | None:
    """What makes the file unfit to open: `encrypted`, `damaged`, or None."""
    try:
        streams = _Compound(content).streams()
        if "EncryptedPackage" in streams:
            return "encrypted"
        book = next((streams[name] for name in _STREAMS if name in streams), None)
        return "damaged" if book is None else _record_fault(book)
    except (struct.error, IndexError, ValueError, UnicodeDecodeError):
        return "damaged"


def _record_fault(book: bytes) -> str | None:
    starts, sheets = set(), set()
    for at, kind, size in _records(book):
        if kind == _FILEPASS:
            return "encrypted"
        if kind == _BOF:
            starts.add(at)
        elif kind == _SHEET:
            sheets.add(struct.unpack_from("<I", book, at + 4)[0])
        elif _out_of_bounds(book, at + 4, kind, size):
            return "damaged"
    return None if sheets <= starts else "damaged"


def _out_of_bounds(book: bytes, at: int, kind: int, size: int) -> bool:
    if kind == _DIMENSIONS and size >= 14:
        _, rows, _, columns = struct.unpack_from("<IIHH", book, at)
        return bool(rows > ROWS or columns > COLUMNS)
    if kind not in _CELLS:
        return False
    return bool(struct.unpack_from("<H", book, at + (size - 2 if kind in _SPANS else 2))[0] >= COLUMNS)


def _records(book: bytes) -> Iterator[tuple[int, int, int]]:
    """Each record's position, kind and size."""
    at, end, header = 0, len(book) - 3, struct.Struct("<HH")
    while at < end:
        kind, size = header.unpack_from(book, at)
        yield at, kind, size
        at += 4 + size


class _Compound:
    """An OLE compound file: a file system of sectors with a table of which sector follows which."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.shift, mini_shift = struct.unpack_from("<HH", content, 30)
        self.mini_size = 1 << mini_shift
        self.first_directory, self.cutoff, mini_start = struct.unpack_from("<I4xII", content, 48)
        self.next = _numbers(b"".join(map(self._sector, self._table_sectors())))
        self.mini_next = _numbers(self._chain(mini_start))

    def streams(self) -> dict[str, bytes]:
        """The streams by name."""
        directory = self._chain(self.first_directory)
        found: dict[str, bytes] = {}
        mini = b""
        for at in range(0, len(directory) - 127, 128):
            length, kind = struct.unpack_from("<HB", directory, at + 64)
            start, size = struct.unpack_from("<II", directory, at + 116)
            name = directory[at : at + max(length - 2, 0)].decode("utf-16-le")
            if kind == 5:
                mini = self._chain(start)
            elif kind == 2:
                found[name] = self._mini_chain(start, mini)[:size] if size < self.cutoff else self._chain(start)[:size]
        return found

    def _table_sectors(self) -> list[int]:
        """The sectors that hold the table: 109 are named in the header, the others in a list of their own."""
        named = list(struct.unpack_from("<109I", self.content, 76))
        following, count = struct.unpack_from("<II", self.content, 68)
        for _ in range(min(count, len(self.content) >> self.shift)):
            more = _numbers(self._sector(following))
            named += more[:-1]
            following = more[-1]
        return [sector for sector in named if sector < _LAST_SECTOR]

    def _sector(self, number: int) -> bytes:
        start = (number + 1) << self.shift
        if start >= len(self.content):
            raise IndexError(number)
        return self.content[start : start + (1 << self.shift)]

    def _chain(self, start: int) -> bytes:
        return b"".join(self._sector(sector) for sector in _followed(start, self.next))

    def _mini_chain(self, start: int, mini: bytes) -> bytes:
        size = self.mini_size
        return b"".join(mini[at * size : (at + 1) * size] for at in _followed(start, self.mini_next))


def _followed(start: int, following: "array[int]") -> Iterator[int]:
    for _ in range(len(following) + 1):  # longer than the table is a circle
        if start >= _LAST_SECTOR:
            return
        yield start
        start = following[start]
    raise ValueError(start)


def _numbers(content: bytes) -> "array[int]":
    numbers = array("I")
    numbers.frombytes(content[: len(content) // 4 * 4])
    return numbers
