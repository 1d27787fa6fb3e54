"""Which days count as working days, and when a time limit in working days ends."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, date
from typing import Final

from ecopost.foundation.refusals import Message, Refusal, UsageError

SATURDAY: Final = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """What is known of the days: the years with an announced notice, its days off and make-up working days.

    `regional` holds the days a cited regional notice declares working (True) or free (False); they overrule the
    national list. `starts_after_days` is 1 where counting starts the day after the event, 0 where on the day itself.
    """

    years: frozenset[int]
    days_off: frozenset[date]
    make_up: frozenset[date]
    regional: Mapping[date, bool]
    starts_after_days: int = 1


def is_working_day(day: date, calendar: Calendar, *, regional: bool = True) -> bool:
    """Whether people work on `day`; `regional=False` leaves the regional list aside altogether.

    Refusal where the State Council's notice for the day's year is not held, whatever the regional list says
    (contract, `ecopost deadline`: never guessed).
    """
    if day.year not in calendar.years:
        raise _not_announced(day.year, calendar)
    if regional and day in calendar.regional:
        return calendar.regional[day]
    return day in calendar.make_up or (day.weekday() < SATURDAY and day not in calendar.days_off)


def working_days_end(start: date, days: int, calendar: Calendar, *, regional: bool = True) -> date:
    """The last day of a time limit of `days` working days that begins with an event on `start` (A15, A17, A20, A21).

    Every day counted or passed over must lie in a year whose notice is held, else Refusal; UsageError for less than
    one day.
    """
    if days < 1:
        raise UsageError(Message("deadlines.days-below-one", given=days))
    left = days
    for ordinal in range(start.toordinal() + calendar.starts_after_days, date.max.toordinal() + 1):
        day = date.fromordinal(ordinal)
        left -= is_working_day(day, calendar, regional=regional)
        if not left:
            return day
    raise _not_announced(MAXYEAR + 1, calendar)


def working_days_between(start: date, end: date, calendar: Calendar, *, regional: bool = True) -> int:
    """Working days after `start` up to and including `end`; below zero where `end` comes first.

    With today as `start` and a time limit's last day as `end` it is the working days left, or by how many the limit
    has passed. Refusal as `is_working_day`.
    """
    if end < start:
        return -working_days_between(end, start, calendar, regional=regional)
    days = map(date.fromordinal, range(start.toordinal() + 1, end.toordinal() + 1))
    return sum(is_working_day(day, calendar, regional=regional) for day in days)


def _not_announced(year: int, calendar: Calendar) -> Refusal:
    years = [str(held) for held in sorted(calendar.years)]
    held = Message("foundation.either", zh="、".join(years), en=", ".join(years))
    return Refusal(Message("deadlines.year-not-announced", year=year, held=held))
