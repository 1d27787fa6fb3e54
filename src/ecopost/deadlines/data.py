"""Calendar data as it stands in TOML files, turned into a calendar to count by."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from ecopost import policy
from ecopost.deadlines.working_days import SATURDAY, Calendar
from ecopost.foundation.refusals import Message

PACKS: Final = Path(policy.__file__).parent / "packs"
CALENDARS: Final = Path(policy.__file__).parent / "calendars"
HOLIDAY: Final = frozenset(("name", "first", "last", "make_up"))

Place = tuple[str | int, ...]  # as `policy.values.Place`, which loads the model


def shipped_calendar(pack: str) -> Calendar | None:
    """The calendar of a pack that comes with the program; None where there is none, or something is wrong with it.

    What contradicts itself is found here too. To find out everything, and say it with its line, is the model's work,
    which takes several times as long as an answer may; so it is left to whoever gets None.
    """
    path = PACKS / pack / "pack.toml"
    if Path(pack).name != pack or not path.is_file():
        return None
    try:
        settings = tomllib.loads(path.read_text("utf-8"))["calendar"]
        notices = tomllib.loads((CALENDARS / f"{settings['national']}.toml").read_text("utf-8"))["notices"]
        known = all(holiday.keys() <= HOLIDAY for notice in notices for holiday in notice["holidays"])
        sound = known and not any(contradictions(notices)) and not twofold_days(settings)
        return calendar_from(settings, notices) if sound else None
    except (OSError, ValueError, LookupError, TypeError, AttributeError):  # not TOML, or not of its form
        return None


def contradictions(notices: Sequence[Mapping[str, Any]]) -> Iterator[tuple[Place, Message]]:
    """What cannot be true of the notices of a national list, each with its place in the list."""
    years, days = set[int](), set[date]()
    for number, notice in enumerate(notices):
        year = notice["year"]
        if year in years:
            yield ("notices", number, "year"), Message("deadlines.notice-twice", year=year)
        years.add(year)
        for item, holiday in enumerate(notice["holidays"]):
            for place, problem in _impossible(holiday, year, days):
                yield ("notices", number, "holidays", item, *place), problem


def twofold_days(settings: Mapping[str, Any]) -> list[date]:
    """Regional days that a pack's `calendar` part calls both working and free."""
    said = {(item["day"], item["working"]) for item in settings.get("regional", ())}
    return sorted(day for day, working in said if working and (day, False) in said)


def _impossible(holiday: Mapping[str, Any], year: int, taken: set[date]) -> Iterator[tuple[Place, Message]]:
    """What cannot be true of a holiday in the notice for `year`; its days join those `taken` by earlier ones."""
    if holiday["last"] < holiday["first"]:
        yield ("last",), Message("deadlines.no-days-off", name=holiday["name"])
    for number, day in enumerate(holiday.get("make_up", ())):
        if day.weekday() < SATURDAY:
            yield ("make_up", number), Message("deadlines.make-up-on-a-weekday", day=day)
    for place, day in _days(holiday):
        if _foreign(day, year):
            yield place, Message("deadlines.outside-its-year", day=day, year=year)
        if day in taken:
            yield place, Message("deadlines.day-twice", day=day)
        taken.add(day)


def _days(holiday: Mapping[str, Any]) -> Iterator[tuple[Place, date]]:
    """Every day the holiday names, off or made up, with its place in it."""
    yield from ((("first",), day) for day in days_from(holiday["first"], holiday["last"]))
    yield from ((("make_up", number), day) for number, day in enumerate(holiday.get("make_up", ())))


def _foreign(day: date, year: int) -> bool:
    # A New Year's holiday may begin in the December before, and so may the weekend worked for it.
    return day.year != year and (day + timedelta(days=31)).year != year


def calendar_from(settings: Mapping[str, Any], notices: Sequence[Mapping[str, Any]]) -> Calendar:
    """The calendar that a pack's `calendar` part and the notices of a national list make together."""
    holidays = [holiday for notice in notices for holiday in notice["holidays"]]
    return Calendar(
        years=frozenset(notice["year"] for notice in notices),
        days_off=frozenset(day for holiday in holidays for day in days_from(holiday["first"], holiday["last"])),
        make_up=frozenset(day for holiday in holidays for day in holiday.get("make_up", ())),
        regional={item["day"]: item["working"] for item in settings.get("regional", ())},
        starts_after_days=settings["starts_after_days"],
    )


def days_from(first: date, last: date) -> list[date]:
    """Every day from `first` to `last`, both included; none where `last` comes first."""
    return [date.fromordinal(ordinal) for ordinal in range(first.toordinal(), last.toordinal() + 1)]
