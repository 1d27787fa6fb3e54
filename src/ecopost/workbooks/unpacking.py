"""Judges a zipped workbook before anything opens it: unpacked size, ratio, and the area its cells span.

The area matters because a reader lays a sheet out as a rectangle: two cells in opposite corners of an empty sheet
are a few bytes in the file and half a terabyte in memory.
"""

import re
import zipfile
from collections.abc import Iterator
from typing import Final

from ecopost.foundation.refusals import Message

UNPACKED_LIMIT: Final = 500 * 2**20  # bytes
RATIO_LIMIT: Final = 200
AREA_LIMIT: Final = 2**26  # cells of a sheet's rectangle: 1,048,576 rows x 64 columns
_CHUNK: Final = 2**20

_CELL: Final = rb"<(?:[\w.-]+:)?c"
# A sheet whose every cell is in columns A-Z and above row 1,000,000 needs no closer look.
_UNUSUAL_CELL: Final = re.compile(rb'<c(?! r="[A-Z][0-9]{1,6}")[\s/>]')
_ANY_CELL: Final = re.compile(_CELL + rb"[\s/>]")
_USUAL_PLACE: Final = re.compile(rb'<c r="([A-Za-z]+)([0-9]+)"')
_CELL_PLACE: Final = re.compile(_CELL + rb"(?:\s[^>]*?)?\sr\s*=\s*[\"']\s*([A-Za-z]+)([0-9]+)")
_ROW: Final = re.compile(rb"<(?:[\w.-]+:)?row(?=[\s/>])")
_XML_PARTS: Final = (".xml", ".rels", ".vml")
# In a part under another name, a picture most likely, only a cell or a row must not hide in a tag too long to judge.
_CELL_OR_ROW: Final = re.compile(rb"<(?:[\w.-]+:)?(?:(?:c|row)[\s/>]|[\w.-]*$)")
_ROW_PLACE: Final = re.compile(_ROW.pattern + rb"(?:\s[^>]*?)?\sr\s*=\s*[\"']\s*([0-9]+)")


def check_archive(archive: zipfile.ZipFile, size: int) -> Message | None:
    """What makes the workbook unfit to open, or None; `size` is its size on disk in bytes.

    The sizes it declares are judged first; then every part is inflated in a stream and counted, because what an
    archive declares can be a lie. A damaged part raises `zipfile.BadZipFile`.
    """
    parts = archive.infolist()
    if fault := _too_much(sum(part.file_size for part in parts), size):
        return fault
    unpacked = 0
    for part in parts:
        part.file_size = UNPACKED_LIMIT + 4 * _CHUNK  # read to the true end, whatever the archive says
        usual = True
        for tags in _whole_tags(archive, part):
            unpacked += len(tags)
            if fault := _too_much(unpacked, size):
                return fault
            usual = usual and not _UNUSUAL_CELL.search(tags) and b":c" not in tags
        if not usual and (fault := _Area(_whole_tags(archive, part)).fault()):
            return fault
    return None


def _too_much(unpacked: int, size: int) -> Message | None:
    if unpacked > UNPACKED_LIMIT:
        return Message("workbooks.too-big-unpacked", limit=UNPACKED_LIMIT // 2**20)
    if unpacked > RATIO_LIMIT * size:
        return Message("workbooks.too-dense", limit=RATIO_LIMIT)
    return None


def _whole_tags(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part's bytes in pieces that never end inside a tag that could place a cell."""
    rest, is_xml = b"", part.filename.lower().endswith(_XML_PARTS)
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            before, opening, begun = (rest + chunk).rpartition(b"<")
            piece, rest = (before, opening + begun) if opening else (begun, b"")
            if len(rest) > _CHUNK:
                if is_xml or _CELL_OR_ROW.match(rest):
                    raise zipfile.BadZipFile(part.filename)  # a single tag of a megabyte is no sheet
                piece, rest = piece + rest, b""
            yield piece
    yield rest


class _Area:
    """The rectangle a sheet's cells span, never too small: what carries no place is counted on top."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.columns = self.rows = self.unplaced = self.widest = self.in_row = self.row_count = 0
        for tags in pieces:
            self._take(tags)

    def _take(self, tags: bytes) -> None:
        cells = len(_ANY_CELL.findall(tags))
        places = _USUAL_PLACE.findall(tags)
        if len(places) < cells:
            places = _CELL_PLACE.findall(tags)
        rows = {number for _, number in places}.union(_ROW_PLACE.findall(tags))
        self.columns = max([self.columns, *map(_column_number, {letters for letters, _ in places})])
        self.rows = max([self.rows, *map(int, rows)])
        self.unplaced += cells - len(places)
        if self.unplaced:
            self._count_rows(tags)

    def _count_rows(self, tags: bytes) -> None:
        by_row = [len(_ANY_CELL.findall(row)) for row in _ROW.split(tags)]
        self.row_count += len(by_row) - 1
        self.widest = max(self.widest, self.in_row + by_row[0], *by_row)
        self.in_row = by_row[-1] if len(by_row) > 1 else self.in_row + by_row[0]

    def fault(self) -> Message | None:
        columns = self.columns + (self.widest if self.unplaced else 0)
        rows = self.rows + (self.row_count if self.unplaced else 0)
        if columns * rows > AREA_LIMIT:
            return Message("workbooks.too-wide", rows=rows, columns=columns)
        return None


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("@")
    return number
