"""Calendar data as it stands in TOML files, turned into a calendar to count by."""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from ecopost import policy
from ecopost.deadlines.working_days import Calendar

PACKS: Final = Path(policy.__file__).parent / "packs"
CALENDARS: Final = Path(policy.__file__).parent / "calendars"


def shipped_calendar(pack: str) -> Calendar | None:
    """The calendar of a pack that comes with the program; None where no such pack does.

    The tests prove the shipped data against its model. To prove it again at every call would take several times as
    long as the answer may, so that here it is only read.
    """
    path = PACKS / pack / "pack.toml"
    if Path(pack).name != pack or not path.is_file():
        return None
    settings = tomllib.loads(path.read_text("utf-8"))["calendar"]
    national = tomllib.loads((CALENDARS / f"{settings['national']}.toml").read_text("utf-8"))
    return calendar_from(settings, national["notices"])


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
