"""One file as a table of text: every sheet with the wanted columns, in order, and nothing judged about people yet."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice, zip_longest
from pathlib import Path
from typing import Final

import polars as pl

from ecopost.foundation.refusals import Message, Refusals
from ecopost.workbooks import cells
from ecopost.workbooks.columnar import open_parquet
from ecopost.workbooks.content import kind_of, sha256
from ecopost.workbooks.headers import BadHeader, Header, Row, find_header
from ecopost.workbooks.identities import has_lost_digits, with_clean_ids
from ecopost.workbooks.lines import TotalLine, split_off
from ecopost.workbooks.sheets import Sheet, csv_sheet, workbook_sheets
from ecopost.workbooks.specs import TableSpec

DIGIT_COLUMNS: Final = ("id_number", "bank_account")
LOST: Final = ":lost"
NO_HEADER: Final = "workbooks.no-header"
_BLOCK: Final = 50_000  # rows turned into columns at a time, so that a long CSV file never stands in memory as rows


@dataclass(frozen=True)
class RawTable:
    """A file's rows as text, blank rows and total lines taken out; row `n` (from 1) is the file's data row `n`.

    `frame`: `sheet` (String), `row` (UInt32, as Excel shows it; record number of CSV and Parquet), the columns of the
    spec that are there under their canonical names and others under `extra:<header>` (String, as typed, but an ID
    number without white space and in half width), and `id_number:lost`, `bank_account:lost` (Boolean): a number cell
    or text in powers of ten, whose last digits are gone.
    `as_of`: the last date (ISO) that stands above a header. `notices`: what was skipped, for stderr.
    """

    file: str
    sha256: str
    as_of: str | None
    frame: pl.DataFrame
    total_lines: tuple[TotalLine, ...]
    notices: tuple[Message, ...]


@dataclass(frozen=True)
class _Part:
    frame: pl.DataFrame
    totals: list[TotalLine]
    as_of: str | None


def read_table(path: Path, spec: TableSpec, *, extras: bool = True) -> RawTable:
    """Read one file. Raises a Refusal with every reason against it (contract "Reading people's files")."""
    kind = kind_of(path)
    reader = _Reader(path, spec, extras=extras)
    if kind == "parquet":
        reader.parquet()
    elif kind == "csv":
        reader.sheet(csv_sheet(path))
    else:
        for sheet in workbook_sheets(path):
            reader.sheet(sheet)
    return reader.table()


class _Reader:
    """Collects what the sheets of one file give, and every reason against it."""

    def __init__(self, path: Path, spec: TableSpec, *, extras: bool) -> None:
        self.path, self.spec, self.extras = path, spec, extras
        self.parts: list[_Part] = []
        self.notices: list[Message] = []
        self.refusals = Refusals()

    def sheet(self, sheet: Sheet) -> None:
        """Read one sheet, or note why it is skipped or refused."""
        header = self.header(sheet.rows, sheet.name)
        if not header:
            return
        if sheet.hidden:
            self.notices.append(Message("workbooks.hidden-sheet-read", file=self.path.name, sheet=sheet.name))
        parts = list(self._blocks(sheet, header.places | header.extras, header.row + 2))
        frame = pl.concat([frame for frame, _ in parts])
        self.parts.append(_Part(frame, [line for _, lines in parts for line in lines], header.as_of))

    def _blocks(
        self, sheet: Sheet, places: dict[str, int], first_row: int
    ) -> Iterator[tuple[pl.DataFrame, list[TotalLine]]]:
        while True:
            block = list(islice(sheet.rows, _BLOCK))
            frame = _placed(pl.DataFrame(_columns(block, places)), sheet.name, first_row)
            yield split_off(frame, self.spec.key, _picker(block))
            if len(block) < _BLOCK:
                return
            first_row += _BLOCK

    def parquet(self) -> None:
        """Read a Parquet file: no sheets, no titles; its column names are the header."""
        file = open_parquet(self.path)
        names = file.schema.names()
        header = self.header(iter([names]), None)
        if not header:
            return
        places = {name: names[place] for name, place in header.places.items()}
        file.check_flat(places)
        extras = {name: names[place] for name, place in header.extras.items() if not file.is_nested(names[place])}
        frame = file.texts(places | extras)
        lost = [
            frame[name].is_not_null().alias(name + LOST) if file.schema[places[name]].is_float() else _none_lost(name)
            for name in DIGIT_COLUMNS
            if name in places
        ]
        frame = _placed(frame.with_columns(lost), None, 1)
        held, others = (
            frame.select(*places, *extras),
            [name for name in names if name not in (places | extras).values()],
        )

        def rows_at(positions: list[int]) -> list[Row]:
            pairs = zip(held[positions].rows(), file.rows_at(positions, others), strict=True)
            return [(*ours, *others) for ours, others in pairs]

        self.parts.append(_Part(*split_off(frame, self.spec.key, rows_at), None))

    def header(self, rows: Iterator[Row], sheet: str | None) -> Header | None:
        """The header of one sheet; a sheet without the key column is noted, a bad one is a reason to refuse."""
        header = find_header(rows, self.spec, extras=self.extras)
        if isinstance(header, Header):
            return header
        if isinstance(header, BadHeader):
            place = {"file": self.path.name, "sheet": _sheet_words(sheet), "row": header.row + 1}
            for code, names in (("missing-columns", header.missing), ("doubled-columns", header.doubled)):
                if names:
                    self.refusals.add(f"workbooks.{code}", **place, columns=self._in_words(names))
        elif sheet is not None:
            self.notices.append(Message("workbooks.sheet-skipped", file=self.path.name, sheet=sheet))
        return None

    def _in_words(self, names: tuple[str, ...]) -> Message:
        """The columns by every name they may bear; in Chinese without the identifier, where there is another."""
        aliases = {column.name: column.aliases for column in self.spec.columns}
        chinese = ((first, "、".join(more)) for first, *more in (aliases[name] or (name,) for name in names))
        english = ((name, ", ".join(aliases[name])) for name in names)
        return Message(
            "foundation.either",
            zh="、".join(f"{name}（或 {others}）" if others else name for name, others in chinese),
            en=", ".join(f"{name} (or {others})" if others else name for name, others in english),
        )

    def table(self) -> RawTable:
        """Everything read, as one table; raises the Refusal if there is any reason to."""
        if not self.parts and not self.refusals.messages:
            required = tuple(column.name for column in self.spec.columns if column.required)
            self.refusals.add(NO_HEADER, file=self.path.name, columns=self._in_words(required))
        self.refusals.raise_if_any()
        return RawTable(
            self.path.name,
            sha256(self.path),
            next((part.as_of for part in reversed(self.parts) if part.as_of), None),
            pl.concat([part.frame for part in self.parts], how="diagonal"),
            tuple(line for part in self.parts for line in part.totals),
            tuple(self.notices),
        )


def _sheet_words(sheet: str | None) -> Message:
    """The sheet as a refusal names it; a file without sheets needs no word."""
    return Message("workbooks.in-sheet", sheet=sheet) if sheet is not None else Message("workbooks.in-no-sheet")


def _picker(block: list[Row]) -> Callable[[list[int]], list[Row]]:
    return lambda positions: [block[position] for position in positions]


def _columns(block: list[Row], places: dict[str, int]) -> list[pl.Series]:
    """The wanted columns of a block of rows of any length, and which of the ID and account numbers are numbers."""
    width = max(places.values()) + 1
    held = list(islice(zip_longest(*block, fillvalue=""), width))
    held += [("",) * len(block)] * (width - len(held))
    texts = [cells.series(name, held[place]) for name, place in places.items()]
    lost = [cells.numeric(name + LOST, held[places[name]]) for name in DIGIT_COLUMNS if name in places]
    return texts + lost


def _none_lost(name: str) -> pl.Expr:
    return pl.lit(value=False).alias(name + LOST)


def _placed(frame: pl.DataFrame, sheet: str | None, first_row: int) -> pl.DataFrame:
    """The frame with `sheet` and `row` before it, ID numbers cleaned, and lost digits found in text too."""
    row = pl.int_range(first_row, first_row + pl.len(), dtype=pl.UInt32).alias("row")
    frame = frame.select(pl.lit(sheet, pl.String).alias("sheet"), row, pl.all())
    if "bank_account" in frame.columns:
        frame = frame.with_columns(pl.col("bank_account" + LOST) | has_lost_digits(pl.col("bank_account")))
    return with_clean_ids(frame, "id_number" + LOST) if "id_number" in frame.columns else frame
