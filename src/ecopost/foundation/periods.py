"""Months, quarters and years as spans of days, and dates as files write them."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

Unit = Literal["month", "quarter", "year"]

MONTHS: Final[dict[Unit, int]] = {"month": 1, "quarter": 3, "year": 12}
_ISO_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEAR: Final = re.compile(r"[1-9][0-9]{3}")


def iso_date(text: str) -> date:
    """The date `YYYY-MM-DD` spells; ValueError for any other form and for a day that never was."""
    if not _ISO_DATE.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text)


def calendar_year(text: str) -> int:
    """The year four digits spell; ValueError for any other form."""
    if not _YEAR.fullmatch(text):
        raise ValueError(text)
    return int(text)


@dataclass(frozen=True, slots=True)
class Period:
    """A named span of days, both ends included: `2026Q1`, `2026M01` or `2026`."""

    name: str
    first: date
    last: date

    @property
    def days(self) -> int:
        """Calendar days in the period."""
        return self.days_served(self.first, None)

    def days_served(self, start: date, end: date | None) -> int:
        """Calendar days of the period from `start` to `end` (None: still going on), both included; at least 0."""
        last = self.last if end is None else min(self.last, end)
        return max(0, (last - max(self.first, start)).days + 1)


def periods(unit: Unit, year: int) -> tuple[Period, ...]:
    """The months, the quarters or the one year of a calendar year, in time order."""
    months = MONTHS[unit]
    return tuple(
        _period(_name(unit, year, last // months), year, last - months + 1, last) for last in range(months, 13, months)
    )


def _name(unit: Unit, year: int, number: int) -> str:
    # A month is `2026M01`, for a spreadsheet turns `2026-01` into a date.
    return {"month": f"{year:04d}M{number:02d}", "quarter": f"{year:04d}Q{number}", "year": f"{year:04d}"}[unit]


def _period(name: str, year: int, first: int, last: int) -> Period:
    return Period(name, date(year, first, 1), date(year, last, monthrange(year, last)[1]))
