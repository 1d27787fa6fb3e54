"""A14 last paragraph: an overlay's stricter statement is judged beside the pack's, within its categories and places."""

from pathlib import Path

import pytest

from ecopost.policy.loading import load_pack

OVERLAY = Path(load_pack("xizang-2026").path).parent / "overlays" / "gar-roads-2026.toml"


@pytest.fixture
def roads(county) -> object:
    county.loaded = load_pack("xizang-2026", [OVERLAY])
    return county


@pytest.mark.parametrize(
    ("columns", "found"),
    [
        ({}, ["age:exclude"]),
        ({"category": "水生态保护"}, []),
        ({"division": "540102001001"}, []),
        ({"division": "542523"}, ["age:exclude"]),
    ],
    ids=["in its scope", "another category", "another county", "in its scope by a six-digit code"],
)
def test_the_lower_upper_age_holds_for_its_category_and_county_only(roads, columns, found) -> None:
    roads.candidate(born="19600101", **columns)
    assert roads.found() == found


def test_the_finding_names_the_overlay_and_its_own_numbers(roads) -> None:
    roads.candidate(born="19600101")
    evidence = roads.finding("age")["evidence"]
    assert (evidence["maximum"], evidence["overlay"]) == (60, "gar-roads-2026")


def test_whom_the_pack_excludes_already_is_found_once_under_the_packs_own_article(roads) -> None:
    roads.candidate(born="19500101")
    assert roads.found() == ["age:exclude"]
    assert "overlay" not in roads.finding("age")["evidence"]


def test_a_register_the_overlay_adds_is_asked_for(roads) -> None:
    number = roads.candidate()
    roads.says("road_liability", number, name="次仁卓玛")
    assert roads.found() == ["road-liability:exclude"]


def test_a_register_the_overlay_adds_is_unchecked_only_where_the_overlay_holds(roads) -> None:
    roads.candidate()
    roads.candidate(category="水生态保护")
    roads.not_supplied = {"road_liability"}
    assert (roads.found(0), roads.found(1)) == (["road-liability:unchecked"], [])


def stricter(tmp_path: Path, rule: str) -> Path:
    file = tmp_path / "overlay.toml"
    file.write_text(
        'id = "stricter"\ntightens = "xizang-2026"\ntitle = {zh = "从严", en = "stricter"}\ndocument = "虚构"\n'
        f"valid_from = 2026-06-01\n[[rules]]\n{rule}\n"
        'text = {zh = "条件", en = "condition"}\nfinding = {zh = "情况", en = "finding"}\n',
        "utf-8",
    )
    return file


def test_an_unusable_id_number_has_the_severer_effect_an_overlay_gives_it(county, tmp_path: Path) -> None:
    rule = 'id = "id-number"\nkind = "valid_id_number"\neffect = "exclude"\narticle = "A13"'
    county.loaded = load_pack("xizang-2026", [stricter(tmp_path, rule)])
    county.candidate(id_number="5425231980")
    assert county.found() == ["id-number:exclude"]


def test_a_cap_that_counts_another_register_counts_that_one(county, tmp_path: Path) -> None:
    rule = (
        'id = "cap-similar"\nkind = "household_cap"\neffect = "review"\narticle = "A14.4"\nonly = "low_income"\n'
        'unless = ["monitored", "formerly_poor"]\nholders = "similar_posts"\nhouseholds = "household"\n'
        "caps = [{posts = 2}]"
    )
    county.loaded = load_pack("xizang-2026", [stricter(tmp_path, rule)])
    county.candidate(group="low_income", home="H1")
    for _ in range(2):
        other = county.id_number()
        county.says("household", other, name="央金", household_id="H1", household_size="4")
        county.says("similar_posts", other, name="央金")
    assert county.found() == ["cap-similar:review"]
