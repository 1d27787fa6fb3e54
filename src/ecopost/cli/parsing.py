"""Command lines read by argparse, with its complaints in the user's language."""

import argparse
import re
from typing import NoReturn

from ecopost.foundation.messages import Language, render
from ecopost.foundation.refusals import Message, UsageError

# What argparse says, and our sentence for it; anything else is passed on as it is.
_COMPLAINTS = (
    (re.compile(r"the following arguments are required: (?P<what>.+)"), "cli.missing-arguments"),
    (re.compile(r"unrecognized arguments: (?P<what>.+)"), "cli.unknown-arguments"),
    (re.compile(r"argument (?P<what>\S+): expected .+"), "cli.value-missing"),
    (
        re.compile(r"argument (?P<what>\S+): invalid choice: (?P<given>\S+) \(choose from (?P<known>.+)\)"),
        "cli.not-a-choice",
    ),
    (re.compile(r"argument (?P<what>\S+): invalid \S+ value: (?P<given>.+)"), "cli.bad-value"),
)


class Parser(argparse.ArgumentParser):
    """A parser whose errors are usage errors of ours (exit code 2)."""

    def __init__(self, program: str, description: str, language: Language = "zh") -> None:
        super().__init__(prog=program, description=description, allow_abbrev=False, add_help=False)
        self.language = language
        self.add_argument("-h", "--help", action="help", help=render(Message("cli.option-help"), language))

    def option(self, name: str, code: str, **settings: object) -> None:
        """Add an option or argument whose help is the sentence `cli.<code>`."""
        self.add_argument(name, help=render(Message(f"cli.{code}"), self.language).replace("%", "%%"), **settings)  # type: ignore[arg-type]

    def error(self, message: str) -> NoReturn:
        for pattern, code in _COMPLAINTS:
            if found := pattern.fullmatch(message):
                raise UsageError(Message(code, **found.groupdict()), Message("cli.usage-hint", program=self.prog))
        raise UsageError(Message("cli.other-complaint", text=message), Message("cli.usage-hint", program=self.prog))


def year(text: str) -> int:
    """A selection year; ValueError for anything but a year of four digits from 1900."""
    if len(text) == 4 and text.isascii() and text.isdigit() and text >= "1900":
        return int(text)
    raise ValueError(text)
