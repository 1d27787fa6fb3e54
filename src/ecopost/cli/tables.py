"""Columns of text for a terminal, where a Chinese character is as wide as two letters."""

import unicodedata
from collections.abc import Sequence


def aligned(rows: Sequence[Sequence[str]], indent: str = "") -> str:
    """The rows as lines: cells padded to the widest of their column but for the last of a row, two blanks between."""
    columns = max(map(len, rows), default=0)
    widths = [max((width(row[at]) for row in rows if len(row) > at + 1), default=0) for at in range(columns)]
    return "\n".join(indent + _line(row, widths) for row in rows)


def width(text: str) -> int:
    """How many letters' room the text takes on a terminal."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    padded = [cell + " " * (widths[at] - width(cell)) for at, cell in enumerate(row[:-1])]
    return "  ".join([*padded, *row[-1:]]).rstrip()
