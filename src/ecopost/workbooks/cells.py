"""What a cell holds, as text: nothing is guessed, nothing is rounded."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import isfinite
from typing import Final

import polars as pl

# A number cell keeps 15 digits at most: of an ID or account number typed into one, the last digits are gone.
_NUMERIC: Final = frozenset({int, float, date, datetime, time, timedelta})
_LAST_EXACT: Final = 1e15  # from here on a workbook no longer keeps every digit of a whole number
_AS_IS: Final = frozenset({str, type(None)})


def text_of(value: object) -> str | None:
    """A cell as text: whole numbers without `.0`, other numbers by their shortest decimal, days in ISO form.

    No value, and a number that is none (NaN), is None.
    """
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return _decimal_text(value)
    if isinstance(value, datetime):
        return (value.date() if value.time() == time() else value).isoformat(*([" "] if value.time() != time() else []))
    return value.isoformat() if isinstance(value, (date, time)) else str(value)


def _decimal_text(value: float) -> str | None:
    if not isfinite(value):
        return None
    if abs(value) >= _LAST_EXACT:
        return f"{value:.14e}"  # said as what it is, so that nobody takes the digits that are left for all of them
    return str(int(value)) if value.is_integer() else format(Decimal(repr(value)), "f")


def series(name: str, values: Sequence[object]) -> pl.Series:
    """One column's cells as a String series; a column that is all text is taken over as it stands."""
    if not set(map(type, values)) <= _AS_IS:
        values = [text_of(value) for value in values]
    return pl.Series(name, values, dtype=pl.String)


def numeric(name: str, values: Iterable[object]) -> pl.Series:
    """Which of the cells are numbers (or days, which workbooks keep as numbers) and not text."""
    return pl.Series(name, [type(value) in _NUMERIC for value in values], dtype=pl.Boolean)
