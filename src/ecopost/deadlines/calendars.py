"""Reads the dated calendar data a pack names, and refuses data that contradicts itself."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import Annotated

from pydantic import Field, model_validator

from ecopost.deadlines.data import CALENDARS, calendar_from, days_from
from ecopost.deadlines.working_days import SATURDAY, Calendar
from ecopost.foundation.refusals import Message, Refusal
from ecopost.policy import chapters
from ecopost.policy.validation import read_part
from ecopost.policy.values import Part, Place, Problem, reject


class Holiday(Part):
    """Days off from `first` to `last`, and the weekend days worked instead."""

    name: Annotated[str, Field(min_length=1)]
    first: date
    last: date
    make_up: tuple[date, ...] = ()

    def problems(self, year: int) -> Iterator[Problem]:
        """What cannot be true of a holiday in the notice for `year`."""
        if self.last < self.first:
            yield ("last",), Message("deadlines.no-days-off", name=self.name)
        for place, day in self.days():
            if _foreign(day, year):
                yield place, Message("deadlines.outside-its-year", day=day, year=year)
        for number, day in enumerate(self.make_up):
            if day.weekday() < SATURDAY:
                yield ("make_up", number), Message("deadlines.make-up-on-a-weekday", day=day)

    def days(self) -> Iterator[tuple[Place, date]]:
        """Every day the holiday names, off or made up, with its place in it."""
        yield from ((("first",), day) for day in days_from(self.first, self.last))
        yield from ((("make_up", number), day) for number, day in enumerate(self.make_up))


class Notice(Part):
    """One yearly notice of the State Council's General Office; `number` is its document number."""

    year: Annotated[int, Field(ge=1950, le=2200)]
    title: Annotated[str, Field(min_length=1)]
    number: Annotated[str, Field(min_length=1)]
    issued: date
    holidays: Annotated[tuple[Holiday, ...], Field(min_length=1)]


class Announcements(Part):
    """A national calendar: the notices held, one a year, no day named twice."""

    notices: Annotated[tuple[Notice, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _notices_agree(self) -> "Announcements":
        reject([*_impossible(self.notices), *_repeated(self.notices)])
        return self


def calendar_of(settings: chapters.Calendar) -> Calendar:
    """The calendar a pack counts by: the national list it names and its own regional days (first of the readings).

    Refusal where the pack names a list that is not held, where that list contradicts itself, or where the pack says
    two things of one regional day.
    """
    notices = announced(settings.national)
    regional = {item.day: item.working for item in settings.regional}
    if twice := [item.day for item in settings.regional if regional[item.day] != item.working]:
        raise Refusal(*(Message("deadlines.regional-day-twice", day=day) for day in twice))
    return calendar_from(settings.model_dump(), [notice.model_dump() for notice in notices])


@cache
def announced(national: str) -> tuple[Notice, ...]:
    """The notices of the national list called `national`, each with its source; Refusal where there is none."""
    path = CALENDARS / f"{national}.toml"
    if not path.is_file():
        raise Refusal(Message("deadlines.unknown-calendar", given=national))
    return read_part(path, Announcements, f"calendars/{path.name}")[0].notices


def _impossible(notices: tuple[Notice, ...]) -> Iterator[Problem]:
    for number, notice in enumerate(notices):
        for item, holiday in enumerate(notice.holidays):
            for place, problem in holiday.problems(notice.year):
                yield ("notices", number, "holidays", item, *place), problem


def _repeated(notices: tuple[Notice, ...]) -> Iterator[Problem]:
    years, days = set[int](), set[date]()
    for number, notice in enumerate(notices):
        if notice.year in years:
            yield ("notices", number, "year"), Message("deadlines.notice-twice", year=notice.year)
        years.add(notice.year)
        for item, holiday in enumerate(notice.holidays):
            for place, day in holiday.days():
                if day in days:
                    yield ("notices", number, "holidays", item, *place), Message("deadlines.day-twice", day=day)
                days.add(day)


def _foreign(day: date, year: int) -> bool:
    # A New Year's holiday may begin in the December before, and so may the weekend worked for it.
    return day.year != year and (day + timedelta(days=31)).year != year
