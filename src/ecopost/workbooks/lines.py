"""The rows of a sheet that are nobody: blank ones, totals and signatures (contract "Rows")."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from ecopost.foundation.text import without_space
from ecopost.workbooks.cells import text_of
from ecopost.workbooks.headers import Row

_TOTALS_AND_SIGNATURES: Final = ("合计", "小计", "总计", "填表人", "审核人", "制表", "负责人", "经办人")
_DIGIT: Final = "[0-9\uff10-\uff19]"


@dataclass(frozen=True)
class TotalLine:
    """A total or signature line: its row as Excel shows it, and the word that gave it away."""

    sheet: str | None
    row: int
    word: str


def split_off(
    frame: pl.DataFrame, key: str, rows_at: Callable[[list[int]], Sequence[Row]]
) -> tuple[pl.DataFrame, list[TotalLine]]:
    """The frame without its blank rows and its total and signature lines, and those lines.

    Only a row without a digit in its `key` cell can be either, so only of those does `rows_at` (positions → whole
    rows, columns nobody asked for included) have to deliver all cells.
    """
    cell = pl.col(key)
    plain = (cell >= "0") & (cell < ":")  # begins with a digit: nearly all do, and no pattern has to be looked for
    rest = frame.select(plain.fill_null(value=False).not_()).to_series().arg_true()
    doubtful = rest.filter(frame[key].gather(rest).str.contains(_DIGIT).fill_null(value=False).not_()).to_list()
    nobody: list[int] = []
    totals: list[TotalLine] = []
    for position, cells in zip(doubtful, rows_at(doubtful) if doubtful else (), strict=True):
        texts = [without_space(text) for text in map(text_of, cells) if text]
        word = next((word for text in texts for word in _TOTALS_AND_SIGNATURES if text.startswith(word)), None)
        if word:
            totals.append(TotalLine(frame["sheet"][position], frame["row"][position], word))
        if word or not any(texts):
            nobody.append(position)
    return frame.filter(~pl.int_range(pl.len()).is_in(nobody)) if nobody else frame, totals
