"""Every place of a TOML text is found on the line it stands on."""

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecopost.policy.lines import lines_of, nearest_line
from ecopost.policy.loading import PACKS
from ecopost.policy.values import Place

EVERYTHING = '''\
# a comment with [brackets] = and "quotes"
plain = 1
"quoted key".inner = "a # b [c] {d} = ,"   # two keys
a . b = 'literal "x"'
text = """
first = 1
[not.a.table]
ends with quotes"""""
after = [1, [2,
  3], { x = 4, y.z = [5] },   # a comment ]
  6,
]
when = 2026-01-01 07:30:00
[table]
key = """one line"""
[table.sub]
key = 1
[[list]]
key = 1
[[list.inner]]
key = 1
[[list.inner]]
key = 2
[list.table]
key = 3
[[list]]
key = 4
[[list.inner]]
key = 5
'''


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (("plain",), 2),
        (("quoted key", "inner"), 3),
        (("a", "b"), 4),
        (("text",), 5),
        (("after",), 9),
        (("after", 0), 9),
        (("after", 1, 0), 9),
        (("after", 1, 1), 10),
        (("after", 2, "x"), 10),
        (("after", 2, "y", "z", 0), 10),
        (("after", 3), 11),
        (("when",), 13),
        (("table",), 14),
        (("table", "key"), 15),
        (("table", "sub"), 16),
        (("table", "sub", "key"), 17),
        (("list",), 18),
        (("list", 0), 18),
        (("list", 0, "key"), 19),
        (("list", 0, "inner", 0, "key"), 21),
        (("list", 0, "inner", 1), 22),
        (("list", 0, "inner", 1, "key"), 23),
        (("list", 0, "table", "key"), 25),
        (("list", 1), 26),
        (("list", 1, "key"), 27),
        (("list", 1, "inner", 0, "key"), 29),
    ],
)
def test_a_place_is_found_on_its_line(place: Place, line: int) -> None:
    assert tomllib.loads(EVERYTHING)
    assert lines_of(EVERYTHING)[place] == line


@pytest.mark.parametrize(
    ("place", "line"),
    [(("table", "none"), 14), (("list", 1, "none", "deeper"), 26), (("none",), 1), (("list", 7), 18)],
)
def test_what_is_not_written_is_found_at_the_table_around_it(place: Place, line: int) -> None:
    assert nearest_line(lines_of(EVERYTHING), place) == line


def leaves(value: object, place: Place = ()) -> Iterator[tuple[Place, object]]:
    if isinstance(value, dict):
        for name, item in value.items():
            yield from leaves(item, (*place, name))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from leaves(item, (*place, number))
    else:
        yield place, value


@pytest.mark.parametrize("path", sorted(PACKS.rglob("*.toml")), ids=lambda path: f"{path.parent.name}-{path.name}")
def test_every_value_of_a_shipped_file_is_found_on_the_line_that_bears_it(path: Path) -> None:
    text = path.read_text("utf-8")
    written, lines = text.splitlines(), lines_of(text)
    for place, value in leaves(tomllib.loads(text)):
        shown = str(value).lower() if isinstance(value, bool) else str(value)
        assert shown in written[lines[place] - 1].replace('\\"', '"'), place


KEYS = st.sampled_from(["a", "b", "c-d", "e f", 'q"', "日期"])
VALUES = st.recursive(
    st.integers(0, 9) | st.booleans() | st.dates(date(2000, 1, 1)) | st.text(alphabet="ab \"#[]{}=,'\\\n", max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def written(value: object, breaks: str) -> str:
    match value:
        case bool():
            return str(value).lower()
        case str():
            return quoted(value)
        case list():
            return "[" + "".join(f"{breaks}{written(item, breaks)}," for item in value) + "]"
        case dict():
            return "{" + ", ".join(f"{quoted(key)} = {written(item, breaks)}" for key, item in value.items()) + "}"
        case _:
            return str(value)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no failure
@given(data=st.lists(st.dictionaries(KEYS, VALUES, max_size=3), max_size=4), breaks=st.sampled_from(["", " ", "\n  "]))
def test_every_place_of_any_text_has_a_line(data: list[dict[str, object]], breaks: str) -> None:
    text = "".join(
        "[[item]]\n" + "".join(f"{quoted(key)} = {written(item, breaks)}\n" for key, item in table.items())
        for table in data
    )
    lines = lines_of(text)
    for place, _ in leaves(tomllib.loads(text)):
        assert place in lines
    headers = [number for number, line in enumerate(text.split("\n"), start=1) if line == "[[item]]"]
    assert [lines["item", number] for number in range(len(data))] == headers
