"""Reads the dated calendar data a pack names, and refuses data that contradicts itself."""

from datetime import date
from functools import cache
from typing import Annotated

from pydantic import Field, model_validator

from ecopost.deadlines.data import CALENDARS, calendar_from, contradictions, twofold_days
from ecopost.deadlines.working_days import Calendar
from ecopost.foundation.refusals import Message, Refusal
from ecopost.policy import chapters
from ecopost.policy.validation import read_part
from ecopost.policy.values import Part, reject


class Holiday(Part):
    """Days off from `first` to `last`, and the weekend days worked instead."""

    name: Annotated[str, Field(min_length=1)]
    first: date
    last: date
    make_up: tuple[date, ...] = ()


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
        reject(contradictions([notice.model_dump() for notice in self.notices]))
        return self


def calendar_of(settings: chapters.Calendar) -> Calendar:
    """The calendar a pack counts by: the national list it names and its own regional days (first of the readings).

    Refusal where the pack names a list that is not held, where that list contradicts itself, or where the pack says
    two things of one regional day.
    """
    notices = announced(settings.national)
    regional = settings.model_dump()
    if twice := twofold_days(regional):
        raise Refusal(*(Message("deadlines.regional-day-twice", day=day) for day in twice))
    return calendar_from(regional, [notice.model_dump() for notice in notices])


@cache
def announced(national: str) -> tuple[Notice, ...]:
    """The notices of the national list called `national`, each with its source; Refusal where there is none."""
    path = CALENDARS / f"{national}.toml"
    if not path.is_file():
        raise Refusal(Message("deadlines.unknown-calendar", given=national))
    return read_part(path, Announcements, f"calendars/{path.name}")[0].notices
