"""The small values every part of a pack is made of, and how a part says what is wrong with it."""

from collections.abc import Iterable
from string import Formatter
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from ecopost.foundation.refusals import Message

IDENTIFIER: Final = r"^[a-z][a-z0-9]*([_-][a-z0-9]+)*$"
# Articles, or paragraphs of a source without any, from 1 to 99: what findings can put into words.
CITATION: Final = r"^(A|P)[1-9][0-9]?(\.[1-9][0-9]?)?$"
Identifier = Annotated[str, StringConstraints(pattern=IDENTIFIER)]
Citation = Annotated[str, StringConstraints(pattern=CITATION)]

Place = tuple[str | int, ...]
Problem = tuple[Place, Message]


class Part(BaseModel):
    """A piece of a pack: immutable, and closed to keys the model does not know."""

    # Deferred, because only the outermost part of a file is ever validated: a fifth of the start-up time otherwise.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


def reject(problems: Iterable[Problem]) -> None:
    """Fail a validator with every problem found, each with its place inside the part; nothing if there is none."""
    if found := tuple(problems):
        raise PydanticCustomError("problems", "{summary}", {"problems": found, "summary": repr(found)})


class Text(Part):
    """One sentence in Chinese and in English. Tibetan lives in the message catalogue with its source and approval."""

    zh: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]


class Named(Part):
    """Something the Measures name: an identifier for programs, words for people, the article it rests on."""

    id: Identifier
    name: Text
    article: Citation


def placeholders_in(sentence: str) -> list[str]:
    """What stands in a sentence's braces, format and all; a lone brace counts as itself."""
    try:
        parts = [part[1:] for part in Formatter().parse(sentence) if part[1] is not None]
    except ValueError:
        return ["{"]
    return [f"{name}{'!' if how else ''}{how or ''}{':' if form else ''}{form}" for name, form, how in parts]
