"""Corners where two things meet: a doubt and a cap, two statements of one rule, one person listed many times."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ecopost.policy.loading import load_pack

OVERLAY = """\
id = "stricter"
tightens = "{pack}"
title = {{ zh = "从严", en = "Stricter" }}
document = "某局细则"
valid_from = {valid_from}
divisions = {divisions}

[[rules]]
{rule}
text = {{ zh = "从严", en = "stricter" }}
finding = {{ zh = "从严", en = "stricter" }}
"""
PENSION = 'id = "pension"\nkind = "not_in_register"\neffect = "exclude"\narticle = "A14"\nregister = "pensions"'
AGE = 'id = "age"\nkind = "age_between"\neffect = "exclude"\narticle = "A14.2"\nminimum = 16\nmaximum = 60'
NEAR = (
    'id = "near-the-site"\nkind = "same_division"\neffect = "{effect}"\narticle = "A5"\nregister = "household"\n'
    "digits = 12"
)


@pytest.fixture
def tightened(county, tmp_path: Path) -> Callable[..., None]:
    """The county under a pack and an overlay of one rule."""

    def under(rule: str, pack: str = "xizang-2026", divisions: str = "[]") -> None:
        valid_from = load_pack(pack).pack.valid_from
        path = tmp_path / "overlay.toml"
        path.write_text(OVERLAY.format(pack=pack, rule=rule, divisions=divisions, valid_from=valid_from), "utf-8")
        county.loaded = load_pack(pack, [path])

    return under


@pytest.fixture
def ngari(county) -> object:
    county.loaded, county.year = load_pack("ngari-relic-guards-2020"), 2020
    return county


def guard(county, *, division: str = "542523203201", registered: str = "542523203", id_number: str = "") -> str:
    """A candidate for one site, who is registered in the division `registered`; returns the ID number."""
    number = id_number or county.id_number()
    county.people.append(
        {"name": "旺堆", "id_number": number, "category": "county_site", "division": division, "site": "寺"}
    )
    if number not in [row["id_number"] for row in county.registers.get("household", [])]:
        county.says("household", number, name="旺堆", division=registered)
    return number


def test_the_cap_is_unchecked_for_who_only_may_be_of_low_income_while_the_household_is_over(county) -> None:
    number = county.candidate(group="monitored", home="H1")
    county.registers["monitored"] = []
    county.says("low_income", "", name="次仁卓玛")
    for _ in range(2):
        county.says("in_service", member := county.id_number(), category="公路管护")
        county.says("household", member, name="央金", household_id="H1", household_size="4")
    assert county.found() == ["household-cap:unchecked", "target-group:unchecked"]
    assert county.finding("household-cap")["register"] == "low_income"
    county.says("low_income", number, name="次仁卓玛")
    assert county.found() == ["household-cap:review"]


@pytest.mark.parametrize(
    ("division", "registered", "found"),
    [
        ("542523203201", "542523203202", []),
        ("542523203", "542523203", []),
        ("542523", "542523203202", ["near-the-site:unchecked"]),
        ("542523203201", "542523", ["near-the-site:unchecked"]),
        ("542523", "542523", ["near-the-site:unchecked"]),
        ("542523203201", "542523204201", ["near-the-site:review"]),
    ],
)
def test_a_division_too_short_to_compare_leaves_nearness_unchecked(ngari, division, registered, found) -> None:
    guard(ngari, division=division, registered=registered)
    assert ngari.found() == found


def test_one_person_listed_twice_at_a_site_is_one_of_its_people(ngari) -> None:
    first = guard(ngari)
    guard(ngari, id_number=first)
    guard(ngari)
    assert [ngari.found(person) for person in range(3)] == [["listed-twice:review"]] * 2 + [[]]
    guard(ngari)
    assert [ngari.found(person)[-1] for person in range(4)] == ["two-per-site:review"] * 4
    assert ngari.finding("two-per-site")["evidence"]["people"] == 3


def test_of_two_statements_of_one_rule_the_severer_is_the_finding(county, tightened) -> None:
    tightened(PENSION)
    county.says("pensions", county.candidate())
    assert county.found() == ["pension:exclude"]
    assert county.finding("pension")["evidence"]["overlay"] == "stricter"
    assert county.results()[0]["outcome"] == "ineligible"


@pytest.mark.parametrize(
    ("division", "born", "found"),
    [
        ("542523", "19500101", ["age:exclude"]),
        ("542523", "19600101", ["age:unchecked"]),
        ("542523203201", "19600101", ["age:exclude"]),
        ("542523203202", "19600101", []),
    ],
    ids=["pack finds and overlay open", "only overlay open", "overlay finds", "outside the overlay"],
)
def test_who_is_found_by_the_pack_is_not_unchecked_besides_where_the_overlay_is_open(
    county, tightened, division, born, found
) -> None:
    tightened(AGE, divisions='["542523203201"]')
    county.candidate(born=born, division=division)
    assert county.found() == found


@pytest.mark.parametrize("effect", ["review", "exclude"])
def test_a_row_the_overlay_cannot_read_adds_nothing_to_what_the_pack_finds(ngari, tightened, effect: str) -> None:
    tightened(NEAR.format(effect=effect), "ngari-relic-guards-2020")
    guard(ngari, registered="542523204")
    assert ngari.found() == ["near-the-site:review"]
    assert "overlay" not in ngari.finding("near-the-site")["evidence"]


def test_twenty_other_copies_are_named_and_all_are_counted(county) -> None:
    number = county.candidate()
    for _ in range(24):
        county.candidate(id_number=number)
    in_order = sorted(str(place) for place in range(1, 26))
    for person in range(25):
        evidence = county.finding("listed-twice", person)["evidence"]
        others = [name for name in in_order if name != str(person + 1)]
        assert (evidence["copies"], evidence["with"]) == (25, others[:20])
