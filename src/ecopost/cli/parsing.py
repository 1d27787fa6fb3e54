"""Command lines read by argparse, with its help and its complaints in the user's language."""

import argparse
import ast
import re
from functools import partial
from typing import NoReturn

from ecopost.cli.help_page import HelpPage
from ecopost.foundation.messages import Language, render
from ecopost.foundation.refusals import Message, UsageError

_CHOICE = r"invalid choice: (?P<given>.+) \(choose from (?P<known>.+)\)"

# What argparse says, and our sentence for it; anything else is passed on as it is.
_COMPLAINTS = (
    (re.compile(r"the following arguments are required: (?P<required>.+)"), "cli.missing-arguments"),
    (re.compile(r"unrecognized arguments: (?P<what>.+)"), "cli.unknown-arguments"),
    (re.compile(r"argument (?P<what>\S+): expected .+"), "cli.value-missing"),
    (re.compile(rf"argument (?P<what>-\S+): {_CHOICE}"), "cli.not-a-choice"),
    (re.compile(rf"argument \S+: {_CHOICE}"), "cli.unknown-action"),
    (re.compile(r"argument (?P<what>\S+): invalid (?P<form>\w+) value: (?P<given>.+)"), "cli.bad-value"),
)

# The function that reads a value → the sentence on the form it wants.
_FORMS = {
    "year": "cli.form-year",
    "calendar_year": "cli.form-year",
    "iso_date": "cli.form-date",
    "int": "cli.form-whole-number",
    "whole_number": "cli.form-whole-number",
    "decimal": "cli.form-decimal",
}


class Parser(argparse.ArgumentParser):
    """A parser that helps in the user's language, and whose errors are usage errors of ours (exit code 2)."""

    def __init__(self, program: str, description: str, language: Language = "zh") -> None:
        super().__init__(prog=program, description=description, allow_abbrev=False, add_help=False)
        self.language = language
        self.formatter_class = partial(HelpPage, usage=self._say("help-usage"))
        self._positionals.title, self._optionals.title = self._say("help-arguments"), self._say("help-options")
        self.add_argument("-h", "--help", action="help", help=self._say("option-help"))

    def option(self, name: str, code: str, **settings: object) -> None:
        """Add an option or argument whose help is the sentence `cli.<code>`."""
        self.add_argument(name, help=self._say(code).replace("%", "%%"), **settings)  # type: ignore[arg-type]

    def _say(self, code: str) -> str:
        return render(Message(f"cli.{code}"), self.language)

    def error(self, message: str) -> NoReturn:
        hint = Message("cli.usage-hint", program=self.prog)
        for pattern, code in _COMPLAINTS:
            if found := pattern.fullmatch(message):
                raise UsageError(Message(code, **_in_words(found.groupdict())), hint)
        raise UsageError(Message("cli.other-complaint", text=message), hint)


def _in_words(found: dict[str, str]) -> dict[str, object]:
    """What argparse names, as people write it: values without Python's quotes, lists with the comma of the language."""
    words: dict[str, object] = dict(found)
    if "given" in found:
        words["given"] = ast.literal_eval(found["given"])
    if "known" in found:
        words["known"] = listed(*found["known"].replace("'", "").split(", "))
    if "required" in found:
        words["what"] = listed(*found["required"].split(", "))
    if "form" in found:
        words["form"] = Message(_FORMS[found["form"]])
    return words


def listed(*items: str) -> Message:
    """The items with the comma of the language between them."""
    return Message("foundation.either", zh="、".join(items), en=", ".join(items))


def year(text: str) -> int:
    """A selection year; ValueError for anything but a year of four digits from 1900."""
    if len(text) == 4 and text.isascii() and text.isdigit() and text >= "1900":
        return int(text)
    raise ValueError(text)


def whole_number(text: str) -> int:
    """A whole number of at most six digits, 0-9 only; ValueError for anything else."""
    if len(text) <= 6 and text.isascii() and text.isdigit():
        return int(text)
    raise ValueError(text)
