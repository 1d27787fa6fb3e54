"""Puts messages into words. Chinese is the default; Tibetan only where a sourced, approved string exists."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

from ecopost.foundation.refusals import Message

Language = Literal["zh", "en", "bo"]
LANGUAGES: tuple[Language, ...] = ("zh", "en", "bo")

# Not importlib.resources: importing that costs a tenth of the time `ecopost deadline` may take.
ROOMS: Final = Path(__file__).parents[1]


@cache
def catalogue(room: str) -> dict[str, dict[str, Any]]:
    """The sentences of one room by code, each with its `zh` and `en` text and perhaps an approved `bo`."""
    return tomllib.loads((ROOMS / room / "messages.toml").read_text("utf-8"))


def render(message: Message, language: Language = "zh") -> str:
    """The sentence in `language`. Parameters that are messages themselves are rendered too.

    A Tibetan string stands in the catalogue as a table `{text, translator, source, approved_at}`;
    without one the Chinese text stands in.
    """
    room, _, code = message.code.partition(".")
    entry = catalogue(room)[code]
    params = {
        name: render(value, language) if isinstance(value, Message) else value for name, value in message.params.items()
    }
    template: str = (
        entry["bo"]["text"] if language == "bo" and "bo" in entry else entry["en" if language == "en" else "zh"]
    )
    return template.format(**params)
