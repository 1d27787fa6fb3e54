"""Finds the line of a TOML file on which a key, a table or an item of a list stands.

tomllib says where a file is not TOML, but once read it no longer knows where anything stood. This scanner does; it
is run only over text that tomllib has read, and only when something in it is wrong.
"""

import re
import tomllib
from collections import Counter

from ecopost.policy.values import Place

_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|\#[^\n]*"
    r"|[\[\]{}=,\n]"
    r"|[^\s\[\]{}=,#\"']+",
    re.DOTALL,
)


def lines_of(text: str) -> dict[Place, int]:
    """The line, counted from 1, of every place in a readable TOML text; list items count from 0, as pydantic does."""
    return _Scanner(text).scanned()


def nearest_line(lines: dict[Place, int], place: Place) -> int:
    """The line of `place`, or of the nearest table around it where the place itself is not written."""
    while place not in lines:
        place = place[:-1]
    return lines[place]


class _Scanner:
    """Walks the tokens once and notes where each place begins."""

    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, int]] = []
        self.at = 0
        self.lines: dict[Place, int] = {(): 1}
        self.items: Counter[Place] = Counter()
        line, end = 1, 0
        for found in _TOKEN.finditer(text):
            line, end = line + text.count("\n", end, found.start()), found.start()
            if not found[0].startswith("#"):
                self.tokens.append((found[0], line))

    def scanned(self) -> dict[Place, int]:
        table: Place = ()
        while self._skip("\n"):
            table = self._header() if self._peek() == "[" else self._pair(table)
        return self.lines

    def _peek(self) -> str:
        return self.tokens[self.at][0] if self.at < len(self.tokens) else ""

    def _take(self) -> tuple[str, int]:
        self.at += 1
        return self.tokens[self.at - 1]

    def _skip(self, what: str) -> str:
        """Pass over these one-character tokens; what comes then, or nothing at the end."""
        while (token := self._peek()) and token in what:
            self.at += 1
        return token

    def _names(self, end: str) -> tuple[list[str], int]:
        """The names of a dotted key up to `end`, and their line."""
        names, line = [], self.tokens[self.at][1]
        while (token := self._take()[0]) != end:
            names += [_unquoted(token)] if token[0] in "\"'" else [name for name in token.split(".") if name]
        return names, line

    def _header(self) -> Place:
        self._take()
        is_item = self._peek() == "["
        self.at += is_item
        names, line = self._names("]")
        self.at += is_item
        place: Place = ()
        for depth, name in enumerate(names, start=1):
            place = (*place, name)
            self.lines.setdefault(place, line)
            self.items[place] += is_item and depth == len(names)
            if self.items[place]:
                place = (*place, self.items[place] - 1)
        self.lines.setdefault(place, line)
        return place

    def _pair(self, table: Place) -> Place:
        """Read `key = value`; the table it stands in stays the current one."""
        names, line = self._names("=")
        for depth in range(1, len(names) + 1):
            self.lines.setdefault((*table, *names[:depth]), line)
        self._value((*table, *names))
        return table

    def _value(self, place: Place) -> None:
        opening, line = self._take()
        self.lines.setdefault(place, line)
        if opening == "[":
            index = 0
            while self._skip("\n,") != "]":
                self._value((*place, index))
                index += 1
            self._take()
        elif opening == "{":
            while self._skip("\n,") != "}":
                self._pair(place)
            self._take()
        else:
            while self._peek() not in ("", "\n", ",", "]", "}"):
                self._take()


def _unquoted(key: str) -> str:
    name: str = tomllib.loads(f"name = {key}")["name"]
    return name
