"""An overlay tightens its pack or is refused, with file, line, rule, parameter, both values and A14."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from ecopost.foundation.messages import render
from ecopost.foundation.refusals import Message, Refusal
from ecopost.policy.loading import LoadedPack, load_pack, shipped_overlays, shipped_packs
from ecopost.policy.model import Overlay
from ecopost.policy.overlays import prove

Write = Callable[..., str]
Load = Callable[..., LoadedPack]

NEW_RULE = """
[[rules]]
id = "{id}"
kind = "{kind}"
effect = "exclude"
article = "A2"
{parameters}
text = {{ zh = "新", en = "new" }}
finding = {{ zh = "新", en = "new" }}
"""


@pytest.fixture
def load(write: Write, pack_text: str, overlay_text: str) -> Load:
    """Loads the tiny pack with its overlay, changed, and any further overlays."""

    def loaded(*changes: tuple[str, str], more: Sequence[str | Path] = ()) -> LoadedPack:
        overlay = write(overlay_text, *changes, name="overlay.toml")
        return load_pack(write(pack_text), [overlay, *more])

    return loaded


def problems(load: Load, *changes: tuple[str, str], more: Sequence[str | Path] = ()) -> list[tuple[Message, str]]:
    with pytest.raises(Refusal) as caught:
        load(*changes, more=more)
    return [(message.params["problem"], message.params["place"]) for message in caught.value.messages]


def test_a_stricter_overlay_is_accepted_and_known_by_its_hash(load: Load) -> None:
    loaded = load()
    (item,) = loaded.overlays
    assert item.overlay.id == "strict-2026"
    assert len(item.sha256) == len(loaded.sha256) == 64
    assert [register.id for register in loaded.registers] == ["homes", "poor", "serving", "accidents"]
    assert loaded.register_names()["事故"] == "accidents"
    assert loaded.register_names()["户口"] == "homes"


def test_categories_are_known_by_every_spelling_without_white_space(load: Load) -> None:
    names = load().category_names()
    assert names == {"road": "road", "公路管护": "road", "water": "water", "水生态保护": "water", "水管": "water"}


REFUSED = [
    pytest.param(("maximum = 60", "maximum = 69"), "looser", "rules.age.maximum", id="older"),
    pytest.param(("minimum = 16", "minimum = 15"), "looser", "rules.age.minimum", id="younger"),
    pytest.param(('effect = "exclude"', 'effect = "review"'), "looser", "rules.age.effect", id="milder-effect"),
    pytest.param(
        (
            'kind = "age_between"\neffect = "exclude"\narticle = "A2"\nminimum = 16\nmaximum = 60',
            'kind = "listed_once"\neffect = "exclude"\narticle = "A2"',
        ),
        "looser",
        "rules.age.kind",
        id="another-kind",
    ),
    pytest.param(('"tiny-2026"', '"other-2026"'), "other-pack", "tightens", id="another-pack"),
    pytest.param(('["road"]', '["rail"]'), "unknown-category", "categories[1]", id="unknown-category"),
    pytest.param(("2026-02-01", "2025-12-31"), "overlay-outside-validity", "valid_from", id="before-the-pack"),
    pytest.param(
        ('register = "accidents"', 'register = "crimes"'),
        "unknown-register",
        "rules.no-accident",
        id="unknown-register",
    ),
    pytest.param(
        ('id = "accidents"', 'id = "poor"'), "register-redefined", "registers.poor.id", id="register-redefined"
    ),
    pytest.param(('zh = "事故"', 'zh = "脱贫"'), "name-twice", "registers.accidents", id="register-name-of-another"),
    pytest.param(
        ('department = "office"', 'department = "police"'),
        "unknown-department",
        "registers.accidents.department",
        id="unknown-department",
    ),
    pytest.param(
        ('article = "A2"\nregister', 'article = "A9"\nregister'),
        "unknown-article",
        "rules.no-accident.article",
        id="unknown-article",
    ),
]


@pytest.mark.parametrize(("change", "code", "place"), REFUSED)
def test_an_overlay_that_does_not_fit_is_refused_at_its_place(
    load: Load, change: tuple[str, str], code: str, place: str
) -> None:
    found = problems(load, change)
    assert (f"policy.{code}", place) in [(problem.code, where) for problem, where in found]


def test_a_loosening_names_line_rule_parameter_both_values_and_the_article(load: Load, tmp_path: Path) -> None:
    with pytest.raises(Refusal) as caught:
        load(("maximum = 60", "maximum = 70"))
    (message,) = caught.value.messages
    line = (tmp_path / "overlay.toml").read_text("utf-8").splitlines().index("maximum = 70") + 1
    for language in ("zh", "en"):
        words = render(message, language)
        for part in ("overlay.toml", str(line), "age", "maximum", "68", "70", "A14"):
            assert part in words


def test_every_loosening_of_an_overlay_is_listed(load: Load) -> None:
    found = problems(load, ("minimum = 16", "minimum = 1"), ("maximum = 60", "maximum = 99"), ('["road"]', '["rail"]'))
    assert [where for _, where in found] == ["categories[1]", "rules.age.minimum", "rules.age.maximum"]


def test_a_second_test_of_id_numbers_cannot_be_added(load: Load) -> None:
    rule = NEW_RULE.format(id="numbers", kind="valid_id_number", parameters="")
    found = problems(load, ("\n[[rules]]", rule + "\n[[rules]]"))
    assert [(problem.code, where) for problem, where in found] == [("policy.silencing-rule", "rules.numbers.kind")]


def test_a_rule_may_not_stand_twice_in_an_overlay(load: Load) -> None:
    found = problems(load, ('id = "no-accident"', 'id = "age"'))
    assert "policy.id-twice" in {problem.code for problem, _ in found}


def test_a_new_rule_may_count_only_by_a_roster_column_the_pack_has(load: Load) -> None:
    rule = NEW_RULE.format(id="few", kind="at_most_per", parameters='column = "{}"\nat_most = 2')
    assert load(("\n[[rules]]", rule.replace("{}", "division") + "\n[[rules]]"))
    found = problems(load, ("\n[[rules]]", rule.replace("{}", "site") + "\n[[rules]]"))
    assert [problem.code for problem, _ in found] == ["policy.unknown-roster-column"]


def second_overlay(write: Write, overlay_text: str, *changes: tuple[str, str]) -> str:
    return write(overlay_text, ('"strict-2026"', '"second-2026"'), *changes, name="second.toml")


def test_two_overlays_may_both_tighten_one_rule_of_the_pack(load: Load, write: Write, overlay_text: str) -> None:
    second = second_overlay(
        write,
        overlay_text,
        ('"no-accident"', '"no-crime"'),
        ('id = "accidents"', 'id = "crimes"'),
        ("事故", "犯罪"),
        ('"accidents"', '"crimes"'),
        ("maximum = 60", "maximum = 55"),
    )
    assert [item.overlay.id for item in load(more=[second]).overlays] == ["strict-2026", "second-2026"]


def test_an_overlay_may_not_redefine_what_another_added(load: Load, write: Write, overlay_text: str) -> None:
    found = problems(load, more=[second_overlay(write, overlay_text)])
    assert {problem.code for problem, _ in found} == {
        "policy.rule-of-other-overlay",
        "policy.register-of-other-overlay",
    }


def test_an_overlay_may_not_rely_on_a_register_another_added(load: Load, write: Write, overlay_text: str) -> None:
    text = overlay_text[: overlay_text.index("[[registers]]")] + overlay_text[overlay_text.index("[[rules]]") :]
    second = second_overlay(write, text, ('"no-accident"', '"no-crash"'))
    found = problems(load, more=[second])
    assert [problem.code for problem, _ in found] == ["policy.unknown-register"]


def test_the_same_overlay_given_twice_is_refused(load: Load, tmp_path: Path) -> None:
    found = problems(load, more=[tmp_path / "overlay.toml"])
    assert [problem.code for problem, _ in found] == ["policy.overlay-twice"]


def test_the_problems_of_all_overlays_are_listed(load: Load, write: Write, overlay_text: str) -> None:
    second = second_overlay(
        write,
        overlay_text,
        ("minimum = 16", "minimum = 1"),
        ('"no-accident"', '"no-crime"'),
        ('id = "accidents"', 'id = "crimes"'),
        ("事故", "犯罪"),
        ('"accidents"', '"crimes"'),
    )
    found = problems(load, ("maximum = 60", "maximum = 99"), more=[second])
    assert [where for _, where in found] == ["rules.age.maximum", "rules.age.minimum"]


def test_the_shipped_example_lowers_the_upper_age_of_road_posts_and_adds_an_exclusion() -> None:
    (example,) = shipped_overlays("xizang-2026")
    loaded = load_pack("xizang-2026", [example])
    (item,) = loaded.overlays
    age, liability = item.overlay.rules
    assert (item.overlay.categories, item.overlay.divisions) == (("road",), ("542523",))
    assert (age.minimum, age.maximum) == (16, 60)
    assert (liability.kind, liability.registers) == ("not_in_register", ("road_liability",))
    assert "虚构" in Path(example).read_text("utf-8").splitlines()[0] + item.overlay.document


def test_the_example_is_refused_on_another_programme() -> None:
    (example,) = shipped_overlays("xizang-2026")
    for other in set(shipped_packs()) - {"xizang-2026"}:
        with pytest.raises(Refusal):
            load_pack(other, [example])


@pytest.mark.parametrize("pack", shipped_packs())
def test_a_pack_as_its_own_overlay_neither_tightens_nor_loosens(pack: str) -> None:
    loaded = load_pack(pack).pack
    same = Overlay(
        id="same",
        tightens=pack,
        title=loaded.title,
        document="细则",
        valid_from=loaded.valid_from,
        rules=loaded.rules,
    )
    assert prove(loaded, same) == []
