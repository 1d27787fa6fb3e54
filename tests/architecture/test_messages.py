import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from ecopost.foundation.messages import catalogue

SOURCES = Path(__file__).parents[2] / "src" / "ecopost"
ROOMS = sorted(path.parent.name for path in SOURCES.glob("*/messages.toml"))


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def codes_in_source() -> Iterator[tuple[str, str, set[str]]]:
    """Every message code written out in the code, with where it stands and the parameters given there."""
    for path in SOURCES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            first = node.args[0]
            code = first.value if isinstance(first, ast.Constant) else None
            if called in ("Message", "add") and isinstance(code, str) and "." in code:
                given = {keyword.arg for keyword in node.keywords if keyword.arg}
                open_ended = any(keyword.arg is None for keyword in node.keywords)
                yield f"{path.name}:{node.lineno}", code, given if not open_ended else {"**"}


@pytest.mark.parametrize("room", ROOMS)
def test_every_sentence_stands_in_chinese_and_english_with_the_same_blanks(room: str) -> None:
    for code, entry in catalogue(room).items():
        assert set(entry) <= {"zh", "en", "bo"}, code
        assert placeholders(entry["zh"]) == placeholders(entry["en"]), code


@pytest.mark.parametrize("room", ROOMS)
def test_a_tibetan_sentence_names_its_translator_source_and_approval(room: str) -> None:
    for code, entry in catalogue(room).items():
        if "bo" in entry:
            assert set(entry["bo"]) == {"text", "translator", "source", "approved_at"}, code


def said_in_source() -> tuple[set[str], set[str], set[str]]:
    """Every text constant of the code, every beginning of an f-string that ends in `-`, and every word there is."""
    texts, beginnings, words = set(), set(), set()
    for path in SOURCES.rglob("*.py"):
        source = path.read_text("utf-8")
        words |= set(re.findall(r"[\w-]+", source))
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.add(node.value)
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                beginnings.add(str(node.values[0].value))
    return texts, {beginning for beginning in beginnings if beginning.endswith("-")}, words


@pytest.mark.parametrize("room", ROOMS)
def test_every_sentence_is_said_somewhere(room: str) -> None:
    texts, beginnings, words = said_in_source()

    def is_said(code: str) -> bool:
        names = {code, f"{room}.{code}"}
        # A code put together in an f-string is said if the code knows the word that completes it, too.
        ends = {name.removeprefix(start) for name in names for start in beginnings if name.startswith(start)}
        return not texts.isdisjoint(names) or not words.isdisjoint(ends)

    assert [code for code in catalogue(room) if not is_said(code)] == []


def test_every_message_the_code_speaks_has_words_and_all_its_blanks_filled() -> None:
    missing = []
    for where, code, given in codes_in_source():
        room, _, name = code.partition(".")
        entry = catalogue(room).get(name) if room in ROOMS else None
        if entry is None:
            missing.append(f"{where}: {code} has no words")
        # Whoever opened the file may add its name to a message from deeper down.
        elif given != {"**"} and (lacking := placeholders(entry["zh"]) - given - {"file"}):
            missing.append(f"{where}: {code} lacks {sorted(lacking)}")
    assert missing == []
