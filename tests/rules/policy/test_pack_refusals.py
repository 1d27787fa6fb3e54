"""A wrong pack is refused with file, line, place and what was expected, every problem at once."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ecopost.foundation.messages import render
from ecopost.foundation.refusals import Message, Refusal, UsageError
from ecopost.policy.loading import load_pack

Tiny = Write = Callable[..., str]


def refused(path: str) -> tuple[Message, ...]:
    with pytest.raises(Refusal) as caught:
        load_pack(path)
    assert not isinstance(caught.value, UsageError)
    return caught.value.messages


def line_with(path: str, marker: str, occurrence: int = 1) -> int:
    lines = Path(path).read_text("utf-8").splitlines()
    return [number for number, line in enumerate(lines, start=1) if marker in line][occurrence - 1]


WRONG_VALUES = [
    pytest.param(("maximum = 68", 'maximum = "68"'), "expects-whole-number", "rules.age.maximum", id="text-for-number"),
    pytest.param(
        ("maximum = 68", "maximum = 68.0"), "expects-whole-number", "rules.age.maximum", id="float-for-number"
    ),
    pytest.param(("maximum = 68", "maximum = true"), "expects-whole-number", "rules.age.maximum", id="true-for-number"),
    pytest.param(("maximum = 68", "maximum = 151"), "expects-at-most", "rules.age.maximum", id="number-too-large"),
    pytest.param(("minimum = 16", "minimum = -1"), "expects-at-least", "rules.age.minimum", id="number-too-small"),
    pytest.param(("minimum = 16", "minimum = 69"), "minimum-above-maximum", "rules.age.minimum", id="ages-crossed"),
    pytest.param(("maximum = 68", "maximum = 68\nmaximal = 70"), "unknown-key", "rules.age.maximal", id="unknown-key"),
    pytest.param(('"exclude"', '"forbid"'), "expects-one-of", "rules.age.effect", id="unknown-effect"),
    pytest.param(('"age_between"', '"age"'), "expects-one-of", "rules.age", id="unknown-kind"),
    pytest.param(('kind = "age_between"\n', ""), "missing-kind", "rules.age", id="no-kind"),
    pytest.param(("minimum = 16\n", ""), "missing", "rules.age.minimum", id="missing-key"),
    pytest.param(('id = "age"', 'id = "Age 1"'), "expects-identifier", "rules.Age 1.id", id="not-an-identifier"),
    pytest.param(('"A2"\nminimum', '"a2"\nminimum'), "expects-citation", "rules.age.article", id="not-an-article"),
    pytest.param(('"A2"\nminimum', '"A3"\nminimum'), "unknown-article", "rules.age.article", id="unlisted-article"),
    pytest.param(('"1.0.0"', '"1.0"'), "expects-form", "version", id="not-a-version"),
    pytest.param(("2026-01-01\n", '"2026-01-01"\n'), "expects-date", "valid_from", id="text-for-date"),
    pytest.param(("2026-01-01\n", "2026-01-01T08:00:00\n"), "expects-date", "valid_from", id="moment-for-date"),
    pytest.param(('zh = "小包"', 'zh = ""'), "empty", "title.zh", id="empty-text"),
    pytest.param(('zh = "小包"', "zh = 7"), "expects-text", "title.zh", id="number-for-text"),
    pytest.param(("declarations = []", "declarations = {}"), "expects-list", "declarations", id="table-for-list"),
    pytest.param(
        ('"A1", gist = { zh = "一", en = "one" }', '"A1", gist = 1'),
        "expects-table",
        "articles.A1.gist",
        id="number-for-table",
    ),
    pytest.param(
        ("posts = 1 }", "posts = -1 }"),
        "expects-at-least",
        "rules.household-cap.caps[1].posts",
        id="inside-inline-table",
    ),
    pytest.param(
        ("{ members_up_to = 4, posts = 1 }", "{ posts = 1 }"),
        "caps-out-of-order",
        "rules.household-cap.caps",
        id="two-open-caps",
    ),
    pytest.param(('only = "poor"', 'only = "rich"'), "unknown-register", "rules.household-cap", id="unknown-register"),
    pytest.param(
        ('required = ["id_number", "household_id"]', ""),
        "register-lacks-column",
        "rules.household-cap",
        id="register-lacks-column",
    ),
    pytest.param(("share = 30", "share = 20"), "shares-not-whole", "pay.components", id="shares-of-90"),
    pytest.param(('period = "year"', 'period = "quarter"'), "period-twice", "pay.components", id="period-twice"),
    pytest.param(('id = "water"', 'id = "road"'), "id-twice", "categories.road.id", id="category-twice"),
    pytest.param(('"水 管"', '"公路 管护"'), "name-twice", "categories.water", id="synonym-of-another"),
    pytest.param(('"户口"', '"在岗"'), "name-twice", "registers.serving", id="register-alias-of-another"),
    pytest.param(
        ('Roads" }\ndepartment = "office"', 'Roads" }\ndepartment = "bureau"'),
        "unknown-department",
        "categories.road.department",
        id="unknown-department",
    ),
    pytest.param(('"{age}岁"', '"{ages}岁"'), "unknown-placeholder", "rules.age.finding.zh", id="unknown-placeholder"),
    pytest.param(
        ('"{age}岁"', '"{age.real}岁"'), "unknown-placeholder", "rules.age.finding.zh", id="inside-a-placeholder"
    ),
    pytest.param(
        ('"{age}岁"', '"{age:9}岁"'), "unknown-placeholder", "rules.age.finding.zh", id="formatted-placeholder"
    ),
    pytest.param(('"{age}岁"', '"{}岁"'), "unknown-placeholder", "rules.age.finding.zh", id="nameless-placeholder"),
    pytest.param(('"aged {age}"', '"aged {age"'), "unknown-placeholder", "rules.age.finding.en", id="lone-brace"),
    pytest.param(('"valid_id_number"', '"listed_once"'), "no-id-number-rule", "rules", id="no-id-number-rule"),
]

# Where the line at fault is not the first line that was changed: its text, and which of the lines with that text.
ELSEWHERE = {
    "unknown-key": ("maximal", 1),
    "no-kind": ("[[rules]]", 2),
    "unknown-kind": ("[[rules]]", 2),
    "missing-key": ("[[rules]]", 2),
    "not-an-article": ('"a2"', 1),
    "unlisted-article": ('"A3"', 1),
    "lone-brace": ("aged {age", 1),
    "unknown-placeholder": ("{ages}", 1),
    "inside-a-placeholder": ("{age.real}", 1),
    "formatted-placeholder": ("{age:9}", 1),
    "nameless-placeholder": ("{}", 1),
    "two-open-caps": ("caps = [", 1),
    "unknown-register": ("[[rules]]", 3),
    "register-lacks-column": ("[[rules]]", 3),
    "shares-of-90": ("[[pay.components]]", 1),
    "period-twice": ("[[pay.components]]", 1),
    "category-twice": ('id = "road"', 2),
    "synonym-of-another": ("[[categories]]", 2),
    "register-alias-of-another": ("[[registers]]", 3),
    "unknown-department": ("bureau", 1),
    "no-id-number-rule": ("[[rules]]", 1),
}


@pytest.mark.parametrize(("change", "code", "place"), WRONG_VALUES)
def test_a_wrong_value_is_refused_with_its_line(
    tiny: Tiny, request: pytest.FixtureRequest, change: tuple[str, str], code: str, place: str
) -> None:
    path = tiny(change)
    (message,) = refused(path)
    marker, occurrence = ELSEWHERE.get(request.node.callspec.id) or (change[1].splitlines()[0], 1)
    assert message.code == "policy.at"
    assert message.params["problem"].code == f"policy.{code}"
    assert message.params["place"] == place
    assert message.params["line"] == line_with(path, marker, occurrence)
    assert message.params["file"] == path
    for language in ("zh", "en"):
        assert f"{path}" in render(message, language)
        assert str(message.params["line"]) in render(message, language)


READING = """\
[[readings]]
id = "why"
article = "A1"
parameter = "rules.age.middle"
reason = { zh = "因", en = "why" }

"""
PROCEDURE = """\
[[procedures]]
id = "steps"
article = "A1"
name = { zh = "步骤", en = "Steps" }
states = [
    { id = "start", article = "A1", name = { zh = "始", en = "Start" }, next = ["end"] },
    { id = "stop", article = "A1", name = { zh = "止", en = "Stop" } },
]

"""


def test_an_unlisted_state_and_a_reading_of_nothing_are_refused(write: Write, pack_text: str) -> None:
    path = write(
        pack_text,
        ("procedures = []\n", ""),
        (
            "[calendar]",
            READING + "[calendar]",
        ),
        (
            "[calendar]",
            PROCEDURE + "[calendar]",
        ),
    )
    (state,) = refused(path)
    assert (state.params["problem"].code, state.params["line"]) == ("policy.unknown-state", line_with(path, '"start"'))
    Path(path).write_text(Path(path).read_text("utf-8").replace('["end"]', '["stop"]'), "utf-8")
    (reading,) = refused(path)
    assert reading.params["problem"].code == "policy.unknown-parameter"
    assert reading.params["line"] == line_with(path, "rules.age.middle")


def test_too_short_a_list_says_how_many_items_are_needed(tiny: Tiny) -> None:
    procedure = PROCEDURE.replace('    { id = "start"', '    # { id = "start"')
    (message,) = refused(tiny(("procedures = []\n", ""), ("[calendar]", procedure + "[calendar]")))
    problem = message.params["problem"]
    assert (problem.code, problem.params["expected"]) == ("policy.too-few", "2")
    assert message.params["place"] == "procedures.steps.states"


def test_a_list_whose_only_item_is_wrong_is_not_called_too_short(tiny: Tiny) -> None:
    text = '{ id = "duties", name = { zh = "履职", en = "duties" }, article = 1 }'
    start, end = "[[assessment.items]]\n", 'name = { zh = "履职", en = "duties" }\narticle = "A1"\n'
    path = tiny((start, ""), ('id = "duties"\n', f"items = [{text}]\n"), (end, ""))
    assert [message.params["place"] for message in refused(path)] == ["assessment.items.duties.article"]


def test_a_counted_roster_column_must_be_listed(write: Write, pack_text: str) -> None:
    rule = (
        '[[rules]]\nid = "few"\nkind = "at_most_per"\neffect = "review"\narticle = "A1"\ncolumn = "site"\nat_most = 2\n'
        'text = { zh = "少", en = "few" }\nfinding = { zh = "多", en = "many" }\n\n[calendar]'
    )
    path = write(pack_text, ("[calendar]", rule))
    assert [message.params["problem"].code for message in refused(path)] == ["policy.unknown-roster-column"]


def test_a_second_id_number_rule_is_refused(write: Write, pack_text: str) -> None:
    rule = (
        '[[rules]]\nid = "number-again"\nkind = "valid_id_number"\neffect = "review"\narticle = "A1"\n'
        'text = { zh = "号", en = "number" }\nfinding = { zh = "坏", en = "bad" }\n\n[calendar]'
    )
    path = write(pack_text, ("[calendar]", rule))
    (message,) = refused(path)
    assert message.params["problem"].code == "policy.second-id-number-rule"
    assert message.params["line"] == line_with(path, "number-again") - 1


def test_all_problems_are_listed_in_the_order_of_their_lines(write: Write, pack_text: str) -> None:
    path = write(pack_text, ("maximum = 68", 'maximum = "68"'), ('"1.0.0"', '"one"'), ("share = 70", "share = 0"))
    messages = refused(path)
    assert [message.params["place"] for message in messages] == [
        "version",
        "rules.age.maximum",
        "pay.components.base.share",
    ]
    assert [message.params["line"] for message in messages] == sorted(message.params["line"] for message in messages)


def test_problems_between_parts_are_all_listed_too(write: Write, pack_text: str) -> None:
    path = write(
        pack_text,
        ('only = "poor"', 'only = "rich"'),
        ('id = "water"', 'id = "road"'),
        ('"A2"\nminimum', '"A9"\nminimum'),
    )
    codes = {message.params["problem"].code for message in refused(path)}
    assert codes == {"policy.unknown-register", "policy.id-twice", "policy.unknown-article"}


@pytest.mark.parametrize(
    ("change", "code", "written"),
    [
        pytest.param(("maximum = 68", "maximum 68"), "toml-syntax", "maximum 68  # both included", id="no-equals-sign"),
        pytest.param(('effect = "exclude"', "effect = exclude"), "toml-syntax", "effect = exclude", id="no-quotes"),
        pytest.param(("minimum = 16", "minimum = 16\nminimum = 17"), "toml-twice", "minimum = 17", id="key-twice"),
        pytest.param(
            ("posts = 2 }", "posts = 2, posts = 3 }"), "toml-twice", "{ posts = 2, posts = 3 },", id="inline-twice"
        ),
        pytest.param(("2026-01-01\n", "2026-02-30\n"), "toml-syntax", "valid_from = 2026-02-30", id="no-such-day"),
    ],
)
def test_what_is_not_toml_is_refused_with_line_and_column(
    write: Write, pack_text: str, change: tuple[str, str], code: str, written: str
) -> None:
    path = write(pack_text, change)
    (message,) = refused(path)
    assert message.code == f"policy.{code}"
    assert message.params["written"] == written
    assert message.params["line"] == line_with(path, written)
    assert message.params["column"] > 1


def test_a_text_that_ends_too_early_is_refused_at_its_end(write: Write, pack_text: str) -> None:
    path = write(pack_text + "caps = [1,\n")
    (message,) = refused(path)
    assert (message.code, message.params["line"]) == ("policy.toml-syntax", len(pack_text.splitlines()) + 1)


def test_a_file_in_another_encoding_is_refused_with_its_line(tmp_path: Path, pack_text: str) -> None:
    path = tmp_path / "pack.toml"
    path.write_bytes(pack_text.encode("gb18030"))
    (message,) = refused(str(path))
    assert (message.code, message.params["line"]) == ("policy.not-utf8", line_of_first_chinese(pack_text))


def line_of_first_chinese(text: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), start=1) if not line.isascii())


def test_a_byte_order_mark_and_windows_line_ends_do_not_matter(tmp_path: Path, pack_text: str) -> None:
    path = tmp_path / "pack.toml"
    path.write_bytes(b"\xef\xbb\xbf" + pack_text.replace("\n", "\r\n").encode())
    assert load_pack(str(path)).pack.id == "tiny-2026"


@pytest.mark.parametrize("reference", ["xizang-1999", "没有", ""])
def test_an_unknown_pack_is_a_wrong_call(reference: str) -> None:
    with pytest.raises(UsageError) as caught:
        load_pack(reference)
    (message,) = caught.value.messages
    assert "ngari-relic-guards-2020、pingba-rangers-2020、xizang-2026" in render(message)
    assert "ngari-relic-guards-2020, pingba-rangers-2020, xizang-2026" in render(message, "en")


@pytest.mark.parametrize("reference", ["no/such/pack.toml", "没有.toml", "./xizang-2026", ".", ".."])
def test_what_looks_like_a_path_is_said_to_lead_to_no_file(reference: str) -> None:
    with pytest.raises(UsageError) as caught:
        load_pack(reference)
    assert caught.value.messages == (Message("policy.no-such-pack-file", file=reference),)


@pytest.mark.parametrize(
    ("edit", "shown"),
    [
        pytest.param(("maximum = 68", 'maximum = "68"'), '"68"', id="text"),
        pytest.param(("maximum = 68", "maximum = 68.0"), "68.0", id="decimal"),
        pytest.param(("maximum = 68", "maximum = true"), "true", id="truth"),
        pytest.param(("maximum = 68", 'maximum = [68, "多"]'), '[68, "多"]', id="list"),
        pytest.param(("maximum = 68", 'maximum = { at = "68" }'), '{ at = "68" }', id="table"),
        pytest.param(("2026-01-01\n", '"2026-01"\n'), '"2026-01"', id="text-for-date"),
        pytest.param(('zh = "小包"', "zh = 2026-01-01"), "2026-01-01", id="date"),
    ],
)
def test_a_wrong_value_is_shown_as_the_file_writes_it(tiny: Tiny, edit: tuple[str, str], shown: str) -> None:
    message = refused(tiny(edit))[0]
    assert message.params["problem"].params["given"] == shown


def test_what_may_stand_is_listed_as_the_file_writes_it(tiny: Tiny) -> None:
    (message,) = refused(tiny(('"exclude"', '"forbid"')))
    assert '只能是 "exclude"、"review" 之一，现为 "forbid"' in render(message)
    assert 'one of "exclude", "review" is expected, found "forbid"' in render(message, "en")


def test_an_overlay_that_does_not_exist_is_a_wrong_call(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        load_pack("xizang-2026", [tmp_path / "none.toml"])
