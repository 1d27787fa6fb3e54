"""How `--help` looks: headings in the user's language, lines as wide as the terminal whatever the script."""

import argparse
import re
from collections.abc import Iterable
from typing import Any

from ecopost.cli.tables import width

# What is never broken: a file's name, a word of Latin letters, or one Chinese character; each with its marks.
_PIECE = re.compile(r"(?:\w+\.[a-z]+|[!-~]+|[（“《]*[^ -~])[、，。；：！？）”》]* *| +")


class HelpPage(argparse.HelpFormatter):
    """A help page that begins with `usage` in the user's words."""

    def __init__(self, prog: str, usage: str) -> None:
        super().__init__(prog)
        self.usage = usage

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, self.usage if prefix is None else prefix)

    def format_help(self) -> str:
        # argparse puts its own colon behind every heading.
        return super().format_help().replace("：:\n", "：\n")

    def _format_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None,
    ) -> str:
        """With letters in the place of the prefix, for argparse takes a Chinese character to be as wide as one."""
        prefix = prefix or ""
        letters = "x" * width(prefix)
        return prefix + super()._format_usage(usage, actions, groups, letters).removeprefix(letters)

    def _format_action(self, action: argparse.Action) -> str:
        """The actions of a command without a line above them that only says that they are actions."""
        text = super()._format_action(action)
        return text.partition("\n")[2] if action.nargs == argparse.PARSER else text

    def _split_lines(self, text: str, width: int) -> list[str]:
        return wrapped(text, width)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(indent + line for line in wrapped(text, width - len(indent)))


def wrapped(text: str, room: int) -> list[str]:
    """The text in lines of at most `room` letters' width, where a Chinese character takes the room of two."""
    lines = [""]
    for piece in _PIECE.findall(text):
        if lines[-1] and width(lines[-1] + piece.rstrip()) > room:
            lines.append("")
        lines[-1] += piece
    return [line.strip() for line in lines]
