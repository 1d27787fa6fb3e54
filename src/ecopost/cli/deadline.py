"""`ecopost deadline`: the last day of a time limit in working days."""

import argparse
import importlib

from ecopost.cli.parsing import Parser, whole_number
from ecopost.deadlines.data import shipped_calendar
from ecopost.deadlines.working_days import Calendar, working_days_end
from ecopost.foundation.messages import Language
from ecopost.foundation.periods import iso_date


def add_arguments(parser: Parser) -> None:
    """The options of the contract's section `ecopost deadline`."""
    parser.option("--policy", "option-policy", required=True, metavar="PACK")
    parser.option("--from", "option-from", required=True, type=iso_date, dest="start", metavar="YYYY-MM-DD")
    parser.option("--working-days", "option-working-days", required=True, type=whole_number, metavar="N")
    parser.option("--no-regional-holidays", "option-no-regional-holidays", action="store_false", dest="regional")


def run(arguments: argparse.Namespace, language: Language) -> None:  # noqa: ARG001 - every command is called alike
    """Print the last day of the period, ISO; Refusal where a day counted lies in a year not announced."""
    calendar = shipped_calendar(arguments.policy) or _checked_calendar(arguments.policy)
    print(working_days_end(arguments.start, arguments.working_days, calendar, regional=arguments.regional))


def _checked_calendar(reference: str) -> Calendar:
    """The calendar of a pack file, checked. The model is loaded only for this: that takes longer than an answer may."""
    pack = importlib.import_module("ecopost.policy.loading").load_pack(reference).pack
    calendar: Calendar = importlib.import_module("ecopost.deadlines.calendars").calendar_of(pack.calendar)
    return calendar
