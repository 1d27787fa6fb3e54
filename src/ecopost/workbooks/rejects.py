"""The rows that cannot be used, as they go into rejects.csv: where, what stands there (masked), and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from ecopost.workbooks.raw import RawTable

REJECTS: Final = pl.Schema(
    {
        "file": pl.String,
        "sheet": pl.String,
        "row": pl.UInt32,
        "column": pl.String,
        "value": pl.String,
        "reason": pl.String,
    }
)


@dataclass(frozen=True)
class Fault:
    """One thing that makes a row unusable: its column, its reason code, when it holds, and the value to show."""

    column: str
    reason: str
    condition: pl.Expr
    value: pl.Expr


def rejected(rows: pl.DataFrame, faults: Sequence[Fault], file: str) -> pl.DataFrame:
    """One line a row; what is wrong with it is joined by `;` in the order of `faults`, so it is mended in one go."""

    def joined(texts: Sequence[pl.Expr]) -> pl.Expr:
        given = [pl.when(fault.condition).then(text) for fault, text in zip(faults, texts, strict=True)]
        return pl.concat_str(given, separator=";", ignore_nulls=True)

    return rows.select(
        pl.lit(file).alias("file"),
        "sheet",
        "row",
        joined([pl.lit(fault.column) for fault in faults]).alias("column"),
        joined([fault.value for fault in faults]).alias("value"),
        joined([pl.lit(fault.reason) for fault in faults]).alias("reason"),
    ).cast(REJECTS)


def not_people(table: RawTable) -> pl.DataFrame:
    """The total and signature lines of a file; the value is the word that gave the line away."""
    lines = [(table.file, line.sheet, line.row, None, line.word, "not-a-person") for line in table.total_lines]
    return pl.DataFrame(lines, schema=REJECTS, orient="row")
