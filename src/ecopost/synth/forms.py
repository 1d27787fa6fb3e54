"""Workbooks as townships and departments send them: a title and a note above the header, a total and a signature below.

Every sheet says in its first line that the people in it are invented.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

import polars as pl
import xlsxwriter

from ecopost.foundation.messages import render
from ecopost.foundation.refusals import Message
from ecopost.synth.places import villages
from ecopost.workbooks.specs import COLUMN_ALIASES

_CREATED: Final = datetime(2000, 1, 1)  # noqa: DTZ001  (a fixed mark instead of the clock, for the same bytes each time)
_OPTIONS: Final = {"constant_memory": True, "strings_to_numbers": False, "strings_to_formulas": False}
# Headers as they come: a line break inside, spaces between the characters, a star for what must be filled in.
_ROSTER_HEADER: Final = ("序号", "村（居）", "姓  名", "性别", "身份证\n号码", "村居代码", "岗位类别*", "备注")

Cell = str | int | None


def write_rosters(roster: pl.DataFrame, folder: Path, year: int) -> None:
    """One workbook per township, `<code><name>.xlsx`, the people numbered from 1."""
    places = villages()
    named = roster.with_columns(township=pl.col("division").str.head(9))
    named = named.join(places.select("division", "village_name"), on="division", how="left", maintain_order="left")
    townships = dict(places.select("township", "township_name").unique().iter_rows())
    for (code,), rows in named.group_by(["township"], maintain_order=True):
        title = _say("roster-title", township=townships[str(code)], year=year)
        note = _say("roster-note", township=townships[str(code)], year=year)
        lines: list[Sequence[Cell]] = [(_say("notice"),), (title,), (note,), _ROSTER_HEADER]
        lines += _numbered(rows)
        lines += [(_say("total"), None, str(rows.height)), (_say("signatures"),)]
        _write(folder / f"{code}{townships[str(code)]}.xlsx", {"花名册": lines, "填表说明": [(_say("instructions"),)]})


def _numbered(rows: pl.DataFrame) -> Iterable[Sequence[Cell]]:
    sexes = (
        pl.col("id_number").str.slice(-2, 1).replace_strict({str(n): "女男"[n % 2] for n in range(10)}, default=None)
    )
    columns = rows.select("village_name", "name", sexes.alias("sex"), "id_number", "division", "category")
    return [(number, *row, None) for number, row in enumerate(columns.iter_rows(), start=1)]


def write_register(rows: pl.DataFrame, path: Path) -> None:
    """A register as one sheet under Chinese headers."""
    header = chinese_headers(rows.columns)
    _write(path, {"Sheet1": [(_say("notice"),), header, *rows.iter_rows()]})


def chinese_headers(columns: Sequence[str]) -> list[str]:
    """The columns under the first Chinese name the contract gives each; others keep their own."""
    return [COLUMN_ALIASES.get(name, (name,))[0] for name in columns]


def _write(path: Path, sheets: dict[str, list[Sequence[Cell]]]) -> None:
    with xlsxwriter.Workbook(path, _OPTIONS) as book:
        book.set_properties({"created": _CREATED, "comments": _say("notice")})
        for name, lines in sheets.items():
            page = book.add_worksheet(name)
            for number, line in enumerate(lines):
                page.write_row(number, 0, line)


def _say(code: str, **params: object) -> str:
    return render(Message(f"synth.{code}", **params))
