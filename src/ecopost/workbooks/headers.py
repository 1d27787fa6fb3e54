"""Finds the header row of a table among titles, notes and instructions, and the date a title states."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Final

from ecopost.foundation.text import WHITE_SPACE, half_width, without_space
from ecopost.workbooks.cells import text_of
from ecopost.workbooks.specs import TableSpec

Row = Sequence[object]
EXTRA: Final = "extra:"

_LONGEST: Final = 200  # characters; what is longer is a note, not a header
_GAPS: Final = re.compile(f"[{WHITE_SPACE}]+")
_DATE: Final = re.compile(r"(?<![0-9])([0-9]{4})\s*[年./-]\s*([0-9]{1,2})\s*[月./-]\s*([0-9]{1,2})(?![0-9])")


@lru_cache(maxsize=4096)
def header_key(cell: str) -> str:
    """A header as headers are compared: no white space, full-width forms to ASCII, no trailing `*`."""
    return without_space(cell).rstrip("*")


@dataclass(frozen=True)
class Header:
    """A header row found: where each column stands (0-based), and what was read on the way to it."""

    row: int
    places: dict[str, int]
    extras: dict[str, int]
    as_of: str | None


@dataclass(frozen=True)
class BadHeader:
    """The row that comes closest to a header of this table, and what is wrong with it."""

    row: int
    missing: tuple[str, ...]
    doubled: tuple[str, ...]


@dataclass
class _Search:
    """What is remembered of the rows that are not the header."""

    spec: TableSpec
    names: dict[str, str]
    as_of: str | None = None
    labels_below: dict[int, set[str]] = field(default_factory=dict)  # column → known headers seen in it
    best: tuple[int, dict[str, list[int]]] | None = None

    def remember(self, row: int, cells: Row, found: dict[str, list[int]]) -> None:
        self.as_of = last_date(cells) or self.as_of
        for name, places in found.items():
            for place in places:
                self.labels_below.setdefault(place, set()).add(name)
        if self.spec.key in found and (self.best is None or len(found) > len(self.best[1])):
            self.best = row, found

    def verdict(self) -> BadHeader | None:
        """The best row with the key column; none where that word only stands in a list of column names."""
        if self.best is None:
            return None
        row, found = self.best
        if len(found) == 1 and all(len(self.labels_below[place]) > 1 for place in found[self.spec.key]):
            return None
        return BadHeader(row, tuple(name for name in _required(self.spec) if name not in found), _doubled(found))


def _required(spec: TableSpec) -> list[str]:
    return [column.name for column in spec.columns if column.required]


def _doubled(found: dict[str, list[int]]) -> tuple[str, ...]:
    return tuple(name for name, places in found.items() if len(places) > 1)


def find_header(rows: Iterator[Row], spec: TableSpec, *, extras: bool = True) -> Header | BadHeader | None:
    """Read `rows` up to and including the first one that holds all required columns.

    None: this sheet holds no such table (no key column anywhere). A bad header: the table is there but columns
    lack, or one stands twice.
    """
    names = {
        header_key(spelling): column.name for column in spec.columns for spelling in (column.name, *column.aliases)
    }
    needed = set(_required(spec)) | {spec.key}
    search = _Search(spec, names)
    for index, cells in enumerate(rows):
        found = _matches(cells, names)
        if needed <= found.keys():
            doubled = _doubled(found)
            taken = {places[0] for places in found.values()}
            places = {name: places[0] for name, places in found.items() if name not in spec.unread}
            return (
                BadHeader(index, (), doubled)
                if doubled
                else Header(index, places, _extras(cells, taken) if extras else {}, search.as_of)
            )
        search.remember(index, cells, found)
    return search.verdict()


def _matches(cells: Row, names: dict[str, str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for place, cell in enumerate(cells):
        if isinstance(cell, str) and 0 < len(cell) <= _LONGEST and (name := names.get(header_key(cell))):
            found.setdefault(name, []).append(place)
    return found


def _extras(cells: Row, taken: set[int]) -> dict[str, int]:
    """The other headed columns under `extra:<header>`; a header that stands twice gets its count behind it."""
    places: dict[str, int] = {}
    counts: dict[str, int] = {}
    for place, cell in enumerate(cells):
        label = _GAPS.sub(" ", text_of(cell) or "").strip()
        if place in taken or not label:
            continue
        counts[label] = counts.get(label, 0) + 1
        places[_unused(label, counts[label], places)] = place
    return places


def _unused(label: str, count: int, places: dict[str, int]) -> str:
    while (name := f"{EXTRA}{label}" if count == 1 else f"{EXTRA}{label} ({count})") in places:
        count += 1
    return name


def last_date(cells: Iterable[object]) -> str | None:
    """The last date that stands in these cells (2026年1月8日, 2026-01-08, 2026/1/8, 2026.1.8), in ISO form."""
    last = None
    for cell in cells:
        for year, month, day in _DATE.findall(half_width(text_of(cell) or "")):
            try:
                last = date(int(year), int(month), int(day)).isoformat()
            except ValueError:  # no such day: not a date, and nothing is guessed
                continue
    return last
