"""Reads a TOML file into a part of the model, or refuses it with every problem: where, and what was expected."""

import hashlib
import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from operator import itemgetter
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ecopost.foundation.refusals import Message, Refusal, UsageError
from ecopost.policy.lines import lines_of, nearest_line
from ecopost.policy.values import CITATION, IDENTIFIER, Part, Place, Problem

AnyPart = TypeVar("AnyPart", bound=Part)

# What pydantic found → the sentence we say, and where pydantic holds what it expected.
_SENTENCES: Final = {
    "missing": ("missing", ""),
    "extra_forbidden": ("unknown-key", ""),
    "string_type": ("expects-text", ""),
    "int_type": ("expects-whole-number", ""),
    "bool_type": ("expects-true-or-false", ""),
    "date_type": ("expects-date", ""),
    "tuple_type": ("expects-list", ""),
    "dict_type": ("expects-table", ""),
    "model_type": ("expects-table", ""),
    "model_attributes_type": ("expects-table", ""),
    "literal_error": ("expects-one-of", "expected"),
    "union_tag_invalid": ("expects-one-of", "expected_tags"),
    "union_tag_not_found": ("missing-kind", ""),
    "string_pattern_mismatch": ("expects-form", "pattern"),
    "string_too_short": ("empty", ""),
    "too_short": ("too-few", "min_length"),
    "greater_than": ("expects-above", "gt"),
    "greater_than_equal": ("expects-at-least", "ge"),
    "less_than_equal": ("expects-at-most", "le"),
}
_FORMS: Final = {IDENTIFIER: "expects-identifier", CITATION: "expects-citation"}
_POSITION = re.compile(r"\(at line (\d+), column (\d+)\)$")


def read_part(path: Path, model: type[AnyPart], shown: str) -> tuple[AnyPart, str]:
    """The file as a part of the model, and the SHA-256 of its bytes. Messages call the file `shown`.

    UsageError: there is no such file. Refusal: it is not UTF-8, not TOML, or not what the model asks for.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UsageError(Message("policy.unreadable-file", file=shown)) from error
    text = _decoded(content, shown)
    data = _parsed(text, shown)
    try:
        return model.model_validate(_with_tuples(data), strict=True), hashlib.sha256(content).hexdigest()
    except ValidationError as error:
        raise Refusal(*_in_order(_problems(error, data), shown, text, data)) from error


def problems_in(path: Path, shown: str, problems: Iterable[Problem]) -> list[Message]:
    """Problems found after a file was read, each with the line it stands at; empty if there is none."""
    found = list(problems)
    text = path.read_text("utf-8-sig") if found else ""
    return _in_order(found, shown, text, tomllib.loads(text))


def _decoded(content: bytes, shown: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Refusal(Message("policy.not-utf8", file=shown, line=line)) from error


def _parsed(text: str, shown: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _POSITION.search(str(error))
        lines = text.splitlines() or [""]
        line, column = (int(found[1]), int(found[2])) if found else (len(lines), len(lines[-1]) + 1)
        code = "policy.toml-twice" if str(error).startswith(("Cannot", "Duplicate")) else "policy.toml-syntax"
        written = lines[min(line, len(lines)) - 1].strip()
        raise Refusal(Message(code, file=shown, line=line, column=column, written=written)) from error


def _with_tuples(value: object) -> object:
    """The same data with tuples for lists: strict validation (no `"16"` for 16) takes no list where a tuple stands."""
    if isinstance(value, dict):
        return {name: _with_tuples(item) for name, item in value.items()}
    return tuple(_with_tuples(item) for item in value) if isinstance(value, list) else value


def _problems(error: ValidationError, data: object) -> Iterator[Problem]:
    for item in error.errors(include_url=False):
        if item["type"] == "too_short" and len(item["input"]) >= item["ctx"]["min_length"]:
            continue  # long enough, but for items that are wrong themselves and listed already
        for inner, problem in item.get("ctx", {}).get("problems", [((), None)]):
            yield (*_without_tags(item["loc"], data), *inner), problem or _sentence(item)


def _in_order(problems: Iterable[Problem], shown: str, text: str, data: object) -> list[Message]:
    lines = lines_of(text)
    placed = sorted(((nearest_line(lines, place), place, problem) for place, problem in problems), key=itemgetter(0))
    return [
        Message("policy.at", file=shown, line=line, place=_in_words(place, data) or shown, problem=problem)
        for line, place, problem in placed
    ]


def _sentence(item: ErrorDetails) -> Message:
    code, named = _SENTENCES.get(item["type"], ("other", ""))
    context = item.get("ctx", {})
    if form := _FORMS.get(context.get("pattern", "")):
        return Message(f"policy.{form}", given=_shown(item["input"]))
    expected: object = str(context[named]) if named else item["msg"]
    if code == "expects-one-of":
        choices = [choice.replace("'", '"') for choice in re.split(", | or ", str(expected))]
        expected = Message("foundation.either", zh="、".join(choices), en=", ".join(choices))
    return Message(f"policy.{code}", expected=expected, given=_shown(context.get("tag", item["input"])))


def _shown(value: object) -> str:
    """A wrong value as the file writes it, shortened: text in its quotes, for they may be what is wrong."""
    text = _written(value)
    return text if len(text) <= 40 else f"{text[:39]}…"


def _written(value: object) -> str:
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{name} = {_written(item)}' for name, item in value.items())} }}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_written, value))}]"
    # TOML writes text, true and false the way JSON does, and all else without quotes, as Python shows it.
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str | bool) else str(value)


def _without_tags(place: Place, data: object) -> Place:
    """The place as the file has it: pydantic puts a rule's kind into the place, which no file does."""
    kept: list[str | int] = []
    for part in place:
        if isinstance(data, Mapping) and part == data.get("kind") and part not in data:
            continue
        kept.append(part)
        data = _inside(data, part)
    return tuple(kept)


def _inside(data: object, part: str | int) -> object:
    try:
        return data[part]  # type: ignore[index]
    except (KeyError, IndexError, TypeError):
        return None


def _in_words(place: Place, data: object) -> str:
    """`rules.age.minimum`: items by their identifier, or by their number where they have none."""
    return "".join(_words(place, data)).removeprefix(".")


def _words(place: Place, data: object) -> Iterator[str]:
    for part in place:
        data = _inside(data, part)
        name = data.get("id") if isinstance(part, int) and isinstance(data, dict) else part
        yield f"[{part + 1}]" if isinstance(part, int) and not isinstance(name, str) else f".{name}"
