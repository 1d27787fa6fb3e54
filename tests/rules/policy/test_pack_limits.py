"""What a pack may name and how much of it there may be: roster columns, counted columns, registers, articles."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ecopost.cli.policy_cases import check
from ecopost.foundation.messages import render
from ecopost.foundation.refusals import Message, Refusal
from ecopost.policy.consistency import RESERVED_COLUMNS
from ecopost.policy.loading import load_pack
from ecopost.screening.words import Wording

Write = Callable[..., str]

COLUMN = """\
[[roster_columns]]
id = "{id}"
name = {{ zh = "点", en = "Site" }}
article = "A1"
required = {required}

"""
COUNTING = """\
[[rules]]
id = "few"
kind = "at_most_per"
effect = "review"
article = "A1"
column = "{column}"
at_most = 2
text = {{ zh = "少", en = "few" }}
finding = {{ zh = "多", en = "many" }}

"""
REGISTER = """\
[[registers]]
id = "list_{number}"
name = {{ zh = "名单{number}", en = "List" }}
department = "office"
article = "A1"

"""
TAKEN = ("file", "stem", "sheet", "row", "number", "candidate_id", "name", "name_key", "id_number", "person", "flaw",
           "birth", "category", "division", "group", "phone", "bank_account", "c", "problem")  # fmt: skip


def refused(*paths: str) -> tuple[Message, ...]:
    with pytest.raises(Refusal) as caught:
        load_pack(paths[0], paths[1:])
    for message in caught.value.messages:
        assert render(message, "zh") != render(message, "en")
    return caught.value.messages


def line_of(path: str, marker: str) -> int:
    return next(n for n, line in enumerate(Path(path).read_text("utf-8").splitlines(), start=1) if marker in line)


def before_calendar(*pieces: str) -> tuple[str, str]:
    return "[calendar]", "".join(pieces) + "[calendar]"


def registers(count: int, first: int = 1) -> str:
    return "".join(REGISTER.format(number=number) for number in range(first, first + count))


@pytest.mark.parametrize("name", TAKEN)
def test_a_roster_column_may_not_bear_a_name_the_program_uses(tiny: Write, name: str) -> None:
    assert name in RESERVED_COLUMNS
    path = tiny(before_calendar(COLUMN.format(id=name, required="true")))
    (message,) = refused(path)
    assert message.params["problem"] == Message("policy.reserved-roster-column", column=name)
    assert message.params["line"] == line_of(path, f'id = "{name}"')


def test_a_rule_counts_by_a_column_every_roster_has(tiny: Write) -> None:
    path = tiny(before_calendar(COLUMN.format(id="site", required="true"), COUNTING.format(column="site")))
    assert load_pack(path).pack.rules[-1].id == "few"
    for column in ("division", "category"):
        load_pack(tiny(before_calendar(COUNTING.format(column=column))))


def test_a_rule_may_not_count_by_a_column_a_roster_may_lack(tiny: Write) -> None:
    path = tiny(before_calendar(COLUMN.format(id="site", required="false"), COUNTING.format(column="site")))
    (message,) = refused(path)
    assert message.params["problem"] == Message("policy.optional-roster-column", rule="few", column="site")
    assert message.params["line"] == line_of(path, 'id = "few"') - 1


def test_sixty_registers_are_taken_and_the_sixty_first_is_refused(tiny: Write) -> None:
    assert len(load_pack(tiny(before_calendar(registers(57)))).registers) == 60
    path = tiny(before_calendar(registers(58)))
    (message,) = refused(path)
    assert message.params["problem"] == Message("policy.too-many-registers", register="list_58", number=61, most=60)
    assert message.params["line"] == line_of(path, 'id = "list_58"') - 1


def test_registers_of_all_overlays_count_with_those_of_the_pack(tiny: Write, write: Write, overlay_text: str) -> None:
    pack = tiny(before_calendar(registers(55)))  # 58
    one = write(overlay_text, name="one.toml")  # 59
    again = overlay_text.replace("accidents", "crimes").replace("事故", "犯罪").replace("no-accident", "no-crime")
    two = write(again, ("strict-2026", "stricter-2026"), name="two.toml")  # 60
    assert len(load_pack(pack, [one, two]).registers) == 60
    pack = tiny(before_calendar(registers(56)))
    assert len(load_pack(pack, [two]).registers) == 60
    (message,) = refused(pack, one, two)
    assert message.params["problem"].code == "policy.too-many-registers"
    assert (message.params["file"], message.params["problem"].params["register"]) == (two, "crimes")


@pytest.mark.parametrize("article", ["B2", "A0", "A100", "A2.0", "A2.100", "A02", "A", "a2", "A2.1.1", "A2\n"])
def test_an_article_findings_cannot_put_into_words_is_refused(tiny: Write, article: str) -> None:
    path = tiny(('"A2"\nminimum', f'"{article.replace(chr(10), chr(92) + "n")}"\nminimum'))
    (message,) = refused(path)
    problem = message.params["problem"]
    assert problem.code == "policy.expects-citation"
    for language in ("zh", "en"):
        assert "P3" in render(problem, language)


@pytest.mark.parametrize(
    ("article", "zh", "en"),
    [("A1", "第一条", "Art. 1"), ("A99.99", "第九十九条第（九十九）项", "Art. 99 (99)"), ("P10", "第十段", "Para. 10")],
)
def test_the_farthest_articles_are_taken_and_said(tiny: Write, article: str, zh: str, en: str) -> None:
    listed = ('{ id = "A2"', f'{{ id = "{article}", gist = {{ zh = "三", en = "three" }} }},\n    {{ id = "A2"')
    loaded = load_pack(tiny(*([] if article == "A1" else [listed]), ('"A2"\nminimum', f'"{article}"\nminimum')))
    assert loaded.pack.rule("age").article == article
    assert Wording(loaded, "zh").article(article) == zh
    assert Wording(loaded, "en").article(article).strip() == en


CASES = """\
year = 2026

[[screening]]
situation = "甲"
article = "A1"
candidate = {{ category = "{first}" }}
also_listed = [
    {{ who = "乙", name = "乙", category = "{other}" }},
]
expected = {{ outcome = "ineligible", findings = [] }}
"""


@pytest.mark.parametrize(
    ("first", "other", "wrong"),
    [("公路", "road", "公路"), ("水管", "roads", "roads"), ("", "公路 管护", "")],
    ids=["of-the-candidate", "of-another-listed", "empty"],
)
def test_an_unknown_category_in_a_case_is_refused_with_its_line(
    tiny: Write, write: Write, first: str, other: str, wrong: str
) -> None:
    pack = tiny()
    table = write(CASES.format(first=first, other=other), name="cases.toml")
    with pytest.raises(Refusal) as caught:
        check(pack, ())
    (message,) = caught.value.messages
    assert message.params["problem"] == Message("policy.unknown-in-case", name=wrong)
    assert message.params["file"] == table
    assert message.params["line"] == line_of(table, f'category = "{wrong}"')
