"""Official workbooks out: A4 landscape, ready to print, every cell text or a number and never a formula.

The same content gives the same bytes: nothing asks the clock. Spreadsheets do not fit the height of wrapped rows by
themselves when a program wrote them, so the height is worked out here from the width of what stands in the cells.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

Align = Literal["left", "center", "right"]
Tint = Literal["stop", "check", "wait", "done"]

_CREATED: Final = datetime(2000, 1, 1)  # noqa: DTZ001  (a fixed mark instead of the clock; a workbook has no time zone)
_SAFE: Final = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
_A4: Final = 9
_MARGINS: Final = {"left": 0.4, "right": 0.4, "top": 0.65, "bottom": 0.65}
_BODY, _HEADING, _TITLE = 10, 12, 16  # points
# Points, in whole pixels of 0.75; no spreadsheet shows a row taller than 409.
_LINE, _PADDING, _TALLEST = 14.25, 3.75, 409.0
_MOST_LINES: Final = int((_TALLEST - _PADDING) // _LINE)
_INK, _RULE, _HEAD = "#1F2933", "#9AA5B1", "#E4E9EE"
_TEXT: Final = {"font_size": _BODY, "font_color": _INK, "valign": "vcenter", "text_wrap": True}
_TINTS: Final[dict[Tint | None, str | None]] = {
    "stop": "#F8DCD8",
    "check": "#FCEFC7",
    "wait": "#DCE6F5",
    "done": "#E0F0E0",
    None: None,
}
# A word of Latin letters or digits is not broken; everything else may break after any character. Closing marks never
# begin a line and so belong to the character before them.
_UNBREAKABLE: Final = re.compile(r"[!-~]+[，。、；：！？）》”’]*|[^!-~][，。、；：！？）》”’]*")


@dataclass(frozen=True)
class Marked:
    """A cell's text on a calm colour, for the eye of whoever has to act; the words alone say it too."""

    text: str
    tint: Tint


Cell = str | int | Marked | None


@dataclass(frozen=True)
class Column:
    """One column of a sheet: its heading, its width in half-width characters of the body font, how its cells stand."""

    title: str
    width: float
    align: Align = "left"


@dataclass(frozen=True)
class Fonts:
    """The fonts of a workbook; `room`: how many letters of the body font take the space of one half-width character."""

    body: str
    heading: str
    room: float


CHINESE_FONTS: Final = Fonts("宋体", "黑体", 1.0)
ENGLISH_FONTS: Final = Fonts("Calibri", "Calibri", 1.15)


@dataclass(frozen=True)
class Look:
    """What all sheets of a workbook share: its title, the fonts, the words at the foot of each printed page."""

    title: str
    fonts: Fonts
    foot_left: str
    foot_center: str  # &P is the page, &N the number of pages
    foot_right: str
    cut: str  # ends a text of which the rest does not fit into one cell


@contextmanager
def official_workbook(path: Path, look: Look) -> Iterator["OfficialWorkbook"]:
    """A workbook to be filled and written to `path` when the block ends."""
    with Workbook(path, _SAFE) as book:
        book.set_properties({"title": look.title, "created": _CREATED})
        yield OfficialWorkbook(book, look)


class OfficialWorkbook:
    """Adds sheets of one look to a workbook."""

    def __init__(self, book: Workbook, look: Look) -> None:
        self._book = book
        self._look = look
        self._formats: dict[tuple[object, ...], Format] = {}

    def sheet(self, name: str, columns: Sequence[Column], tint: Tint | None = None) -> "OfficialSheet":
        """A sheet for one table of these columns and the lines around it; `tint` colours its tab."""
        page = self._book.add_worksheet(name)
        for number, column in enumerate(columns):
            page.set_column(number, number, column.width)
        if tint:
            page.set_tab_color(_TINTS[tint])
        page.hide_gridlines(2)
        self._set_up_printing(page)
        return OfficialSheet(page, columns, self)

    def _set_up_printing(self, page: Worksheet) -> None:
        page.set_landscape()
        page.set_paper(_A4)
        page.set_margins(**_MARGINS)
        page.fit_to_pages(1, 0)
        page.center_horizontally()
        look = self._look
        page.set_header(f"&L{_escaped(look.title)}&R&A")
        page.set_footer(f"&L{_escaped(look.foot_left)}&C{look.foot_center}&R{_escaped(look.foot_right)}")

    def plain(self, align: Align, *, size: int = _BODY, heading: bool = False, tint: Tint | None = None) -> Format:
        """The format of text outside a table."""
        return self._format({"font_size": size, "bold": heading, "align": align, "bg_color": _TINTS[tint]})

    def ruled(self, align: Align, *, heading: bool = False, tint: Tint | None = None) -> Format:
        """The format of a table's cell. Amounts (`right`) show their thousands and stand off the text beside them."""
        frame = {"border": 1, "border_color": _RULE, "bg_color": _HEAD if heading else _TINTS[tint]}
        amount = {"num_format": "#,##0", "indent": 1, "text_wrap": False} if align == "right" else {}
        return self._format({"bold": heading, "align": align, **frame, **amount})

    def _format(self, properties: Mapping[str, object]) -> Format:
        key = tuple(properties.items())
        if key not in self._formats:
            font = self._look.fonts.heading if properties["bold"] else self._look.fonts.body
            given = {name: value for name, value in properties.items() if value is not None}
            self._formats[key] = self._book.add_format({**_TEXT, "font_name": font, **given})
        return self._formats[key]

    def fitting(self, text: str, width: float) -> tuple[str, int]:
        """The text, cut with a word about it if it is taller than any cell can be, and the lines it takes."""
        width *= self._look.fonts.room
        if _on_one_line(text, width):
            return text, 1
        lines = wrapped_lines(text, width)
        if len(lines) <= _MOST_LINES:
            return text, len(lines)
        kept = lines[: _MOST_LINES - len(wrapped_lines(self._look.cut, width))]
        return "\n".join([*kept, self._look.cut]), _MOST_LINES


class OfficialSheet:
    """Writes a sheet from the top down: title, lines of text, its table, further lines."""

    def __init__(self, page: Worksheet, columns: Sequence[Column], book: OfficialWorkbook) -> None:
        self._page = page
        self._columns = tuple(columns)
        self._book = book
        self._row = 0

    def title(self, text: str) -> None:
        """The sheet's title across its whole width."""
        self._across(text, self._book.plain("center", size=_TITLE, heading=True), _TITLE / _BODY)

    def heading(self, text: str) -> None:
        """The heading of a part, with a little room above it."""
        self._row += 1
        self._across(text, self._book.plain("left", size=_HEADING, heading=True), _HEADING / _BODY)

    def line(self, text: str, align: Align = "left", tint: Tint | None = None) -> None:
        """A sentence across the whole width."""
        self._across(text, self._book.plain(align, tint=tint))

    def table(self, rows: Iterable[Sequence[Cell]], *, nothing: str = "") -> int:
        """The sheet's table; `nothing` is said in an empty one. Returns how many rows it has."""
        for number, column in enumerate(self._columns):
            self._page.write_string(self._row, number, column.title, self._book.ruled("center", heading=True))
        self._end_row(1)
        begun = self._row
        styles = [self._book.ruled(column.align) for column in self._columns]
        for row in rows:
            self._write(row, styles)
        written = self._row - begun
        if not written:
            self._across(nothing, self._book.ruled("center"))
        return written

    def long_table(self, rows: Iterable[Sequence[Cell]], *, nothing: str = "", frozen: int = 0) -> None:
        """A table that people scroll and filter; its header and `frozen` columns stay in sight, also in print."""
        header = self._row
        written = self.table(rows, nothing=nothing)
        self._page.repeat_rows(header)
        self._page.freeze_panes(header + 1, frozen)
        if written:
            self._page.autofilter(header, 0, header + written, len(self._columns) - 1)

    def _across(self, text: str, style: Format, scale: float = 1.0) -> None:
        width = sum(column.width for column in self._columns) / scale
        shown, lines = self._book.fitting(text, width)
        self._page.merge_range(self._row, 0, self._row, len(self._columns) - 1, "", style)
        self._page.write_string(self._row, 0, shown, style)
        self._end_row(lines, scale)

    def _write(self, cells: Sequence[Cell], styles: Sequence[Format]) -> None:
        tallest = 1
        for number, (cell, column, style) in enumerate(zip(cells, self._columns, styles, strict=True)):
            shown: str | int | None = cell.text if isinstance(cell, Marked) else cell
            used = self._book.ruled(column.align, tint=cell.tint) if isinstance(cell, Marked) else style
            if isinstance(shown, str):
                text, lines = self._book.fitting(shown, column.width)
                self._page.write_string(self._row, number, text, used)
                tallest = max(tallest, lines)
            elif shown is None:
                self._page.write_blank(self._row, number, None, used)
            else:
                self._page.write_number(self._row, number, shown, used)
        self._end_row(tallest)

    def _end_row(self, lines: int, scale: float = 1.0) -> None:
        self._page.set_row(self._row, lines * _LINE * scale + _PADDING)
        self._row += 1


def _escaped(text: str) -> str:
    """Text for a header or footer, where `&` begins a command."""
    return text.replace("&", "&&")


def _on_one_line(text: str, width: float) -> bool:
    return "\n" not in text and _width(text) <= width


def _width(text: str) -> int:
    """Width in half-width characters: one for ASCII, two for a Chinese character, at most four for others."""
    # GB18030 takes as many bytes for a character as Chinese fonts take half widths; the quickest way to count them.
    return len(text.encode("gb18030", "replace"))


def wrapped_lines(text: str, width: float) -> list[str]:
    """The lines into which a spreadsheet breaks a text in a cell of this width (half-width characters)."""
    return [line for paragraph in text.split("\n") for line in _broken(paragraph, width)]


@lru_cache(maxsize=4096)
def _broken(paragraph: str, width: float) -> tuple[str, ...]:
    lines, taken = [""], 0
    for piece in _pieces(paragraph, int(width)):
        wide = _piece_width(piece)
        if taken and taken + wide > width:
            lines.append("")
            taken = 0
        lines[-1] += piece
        taken += wide
    return tuple(lines)


def _pieces(paragraph: str, width: int) -> Iterator[str]:
    """What is kept on one line: words, and single characters with the closing marks behind them."""
    for piece in _UNBREAKABLE.findall(paragraph):
        if len(piece) * 4 <= width or _piece_width(piece) <= width:
            yield piece
        else:
            yield from (piece[at : at + width] for at in range(0, len(piece), width))


_piece_width = lru_cache(maxsize=4096)(_width)  # most pieces are single characters that come again and again
