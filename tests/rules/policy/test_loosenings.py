"""An overlay rule is looser than the pack's exactly where it would let somebody through whom the pack stops (A14)."""

from collections.abc import Callable, Iterable
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from ecopost.policy.kinds import HouseholdCap, Rule

Parameters = dict[str, Any]
UNHURRIED = settings(deadline=None)  # a busy machine is no failure
RULE = TypeAdapter(Rule)
SHARED = {
    "id": "rule",
    "effect": "exclude",
    "article": "A14",
    "text": {"zh": "一", "en": "one"},
    "finding": {"zh": "一", "en": "one"},
}


def rule(kind: str, **parameters: object) -> Any:
    return RULE.validate_python(SHARED | {"kind": kind} | parameters)


def caps(*steps: Any) -> list[dict[str, int]]:
    return [{"members_up_to": size, "posts": posts} for size, posts in steps[:-1]] + [{"posts": steps[-1]}]


HOME = {"only": "poor", "unless": ["monitored"], "holders": "serving", "households": "homes"}
TABLE = [
    # kind, the pack's parameters, an overlay's, the parameters in which the overlay is looser
    pytest.param("valid_id_number", {}, {}, [], id="id-number-same"),
    pytest.param("valid_id_number", {}, {"effect": "review"}, ["effect"], id="id-number-milder"),
    pytest.param("listed_once", {"effect": "review"}, {"effect": "exclude"}, [], id="listed-once-harder"),
    pytest.param("listed_once", {}, {"effect": "review"}, ["effect"], id="listed-once-milder"),
    pytest.param("in_register", {"register": "a"}, {"register": "a"}, [], id="in-register-same"),
    pytest.param("in_register", {"register": "a"}, {"register": "b"}, ["register"], id="in-register-another"),
    pytest.param("not_in_register", {"register": "a"}, {"register": "a"}, [], id="not-in-register-same"),
    pytest.param("not_in_register", {"register": "a"}, {"register": "b"}, ["register"], id="not-in-register-another"),
    pytest.param("name_in_register", {"register": "a"}, {"register": "a"}, [], id="name-same"),
    pytest.param("name_in_register", {"register": "a"}, {"register": "b"}, ["register"], id="name-another"),
    pytest.param("no_other_category", {"register": "a"}, {"register": "a"}, [], id="category-same"),
    pytest.param("no_other_category", {"register": "a"}, {"register": "b"}, ["register"], id="category-another"),
    pytest.param("in_any_register", {"any_of": ["a", "b"]}, {"any_of": ["b", "a"]}, [], id="groups-same"),
    pytest.param("in_any_register", {"any_of": ["a", "b"]}, {"any_of": ["a"]}, [], id="groups-fewer"),
    pytest.param("in_any_register", {"any_of": ["a"]}, {"any_of": ["a", "b"]}, ["any_of"], id="groups-more"),
    pytest.param("in_any_register", {"any_of": ["a"]}, {"any_of": ["b"]}, ["any_of"], id="groups-others"),
    pytest.param("age_between", {"minimum": 16, "maximum": 68}, {"minimum": 16, "maximum": 68}, [], id="ages-same"),
    pytest.param("age_between", {"minimum": 16, "maximum": 68}, {"minimum": 18, "maximum": 60}, [], id="ages-narrower"),
    pytest.param(
        "age_between", {"minimum": 16, "maximum": 68}, {"minimum": 15, "maximum": 60}, ["minimum"], id="ages-younger"
    ),
    pytest.param(
        "age_between", {"minimum": 16, "maximum": 68}, {"minimum": 16, "maximum": 69}, ["maximum"], id="ages-older"
    ),
    pytest.param(
        "age_between",
        {"minimum": 16, "maximum": 68},
        {"minimum": 0, "maximum": 99},
        ["minimum", "maximum"],
        id="ages-both",
    ),
    pytest.param(
        "grade_not_in", {"register": "a", "grades": [1, 2]}, {"register": "a", "grades": [2, 1]}, [], id="grades-same"
    ),
    pytest.param(
        "grade_not_in",
        {"register": "a", "grades": [1, 2]},
        {"register": "a", "grades": [1, 2, 3]},
        [],
        id="grades-more",
    ),
    pytest.param(
        "grade_not_in",
        {"register": "a", "grades": [1, 2]},
        {"register": "a", "grades": [1]},
        ["grades"],
        id="grades-fewer",
    ),
    pytest.param(
        "grade_not_in",
        {"register": "a", "grades": [1, 2]},
        {"register": "b", "grades": [3, 4]},
        ["register", "grades"],
        id="grades-others-elsewhere",
    ),
    pytest.param("at_most_per", {"column": "site", "at_most": 2}, {"column": "site", "at_most": 2}, [], id="per-same"),
    pytest.param("at_most_per", {"column": "site", "at_most": 2}, {"column": "site", "at_most": 1}, [], id="per-fewer"),
    pytest.param(
        "at_most_per", {"column": "site", "at_most": 2}, {"column": "site", "at_most": 3}, ["at_most"], id="per-more"
    ),
    pytest.param(
        "at_most_per",
        {"column": "site", "at_most": 2},
        {"column": "division", "at_most": 1},
        ["column"],
        id="per-other",
    ),
    pytest.param(
        "same_division", {"register": "a", "digits": 9}, {"register": "a", "digits": 9}, [], id="division-same"
    ),
    pytest.param(
        "same_division", {"register": "a", "digits": 9}, {"register": "a", "digits": 12}, [], id="division-nearer"
    ),
    pytest.param(
        "same_division",
        {"register": "a", "digits": 9},
        {"register": "a", "digits": 6},
        ["digits"],
        id="division-farther",
    ),
    pytest.param(
        "household_cap", HOME | {"caps": caps((4, 1), 2)}, HOME | {"caps": caps((4, 1), 2)}, [], id="cap-same"
    ),
    pytest.param(
        "household_cap", HOME | {"caps": caps((4, 1), 2)}, HOME | {"caps": caps((6, 1), 2)}, [], id="cap-later"
    ),
    pytest.param("household_cap", HOME | {"caps": caps((4, 1), 2)}, HOME | {"caps": caps(1)}, [], id="cap-one-for-all"),
    pytest.param(
        "household_cap", HOME | {"caps": caps((4, 1), 2)}, HOME | {"caps": caps((3, 1), 2)}, ["caps"], id="cap-earlier"
    ),
    pytest.param(
        "household_cap", HOME | {"caps": caps((4, 1), 2)}, HOME | {"caps": caps((4, 1), 3)}, ["caps"], id="cap-higher"
    ),
    pytest.param(
        "household_cap",
        HOME | {"caps": caps((4, 1), 2)},
        HOME | {"caps": caps((4, 1), (9, 2), 3)},
        ["caps"],
        id="cap-higher-for-the-largest",
    ),
    pytest.param(
        "household_cap", HOME | {"caps": caps(1)}, HOME | {"unless": [], "caps": caps(1)}, [], id="cap-for-more"
    ),
    pytest.param(
        "household_cap",
        HOME | {"caps": caps(1)},
        HOME | {"unless": ["monitored", "old"], "caps": caps(1)},
        ["unless"],
        id="cap-for-fewer",
    ),
    pytest.param(
        "household_cap",
        HOME | {"caps": caps(1)},
        HOME | {"only": "x", "holders": "y", "households": "z", "caps": caps(1)},
        ["only", "holders", "households"],
        id="cap-elsewhere",
    ),
]


@pytest.mark.parametrize(("kind", "base", "overlay", "looser"), TABLE)
def test_each_kind_names_the_parameters_that_are_looser(
    kind: str, base: Parameters, overlay: Parameters, looser: list[str]
) -> None:
    assert list(rule(kind, **overlay).loosenings(rule(kind, **base))) == looser


def test_the_table_has_every_kind_stricter_or_equal_and_looser() -> None:
    sound = {row.values[0] for row in TABLE if not row.values[3]}
    loose = {row.values[0] for row in TABLE if row.values[3]}
    kinds = set(RULE.json_schema()["discriminator"]["mapping"])
    assert sound == loose == kinds


def nobody_new_passes(base: Rule, overlay: Rule, passes: Callable[[Any, Any], bool], people: Iterable[Any]) -> bool:
    return all(passes(base, person) for person in people if passes(overlay, person))


def subsets(items: Iterable[Any]) -> list[set[Any]]:
    all_items = list(items)
    return [set(chosen) for size in range(len(all_items) + 1) for chosen in combinations(all_items, size)]


AGES = (
    st.tuples(st.integers(0, 99), st.integers(0, 99))
    .map(sorted)
    .map(lambda ages: {"minimum": ages[0], "maximum": ages[1]})
)


@UNHURRIED
@given(base=AGES, overlay=AGES)
def test_an_age_range_is_looser_exactly_where_somebody_new_passes(base: Parameters, overlay: Parameters) -> None:
    base, overlay = rule("age_between", **base), rule("age_between", **overlay)
    passes = lambda rule, age: rule.minimum <= age <= rule.maximum  # noqa: E731
    assert (not list(overlay.loosenings(base))) == nobody_new_passes(base, overlay, passes, range(121))


GRADES = st.sets(st.integers(1, 4), min_size=1).map(lambda grades: {"register": "a", "grades": sorted(grades)})


@UNHURRIED
@given(base=GRADES, overlay=GRADES)
def test_grades_are_looser_exactly_where_somebody_new_passes(base: Parameters, overlay: Parameters) -> None:
    base, overlay = rule("grade_not_in", **base), rule("grade_not_in", **overlay)
    passes = lambda rule, held: not held & set(rule.grades)  # noqa: E731
    assert (not list(overlay.loosenings(base))) == nobody_new_passes(base, overlay, passes, subsets(range(1, 5)))


GROUPS = st.sets(st.sampled_from("abcd"), min_size=1).map(lambda groups: {"any_of": sorted(groups)})


@UNHURRIED
@given(base=GROUPS, overlay=GROUPS)
def test_groups_are_looser_exactly_where_somebody_new_passes(base: Parameters, overlay: Parameters) -> None:
    base, overlay = rule("in_any_register", **base), rule("in_any_register", **overlay)
    passes = lambda rule, member_of: bool(member_of & set(rule.any_of))  # noqa: E731
    assert (not list(overlay.loosenings(base))) == nobody_new_passes(base, overlay, passes, subsets("abcd"))


@st.composite
def household_caps(draw: st.DrawFn) -> Parameters:
    sizes = sorted(draw(st.sets(st.integers(1, 8), max_size=3)))
    posts = draw(st.lists(st.integers(0, 4), min_size=len(sizes) + 1, max_size=len(sizes) + 1))
    unless = sorted(draw(st.sets(st.sampled_from(["monitored", "old"]))))
    return HOME | {"unless": unless, "caps": caps(*zip(sizes, posts[:-1], strict=True), posts[-1])}


@UNHURRIED
@given(base=household_caps(), overlay=household_caps())
def test_a_household_cap_is_looser_exactly_where_a_household_newly_passes(
    base: Parameters, overlay: Parameters
) -> None:
    base, overlay = rule("household_cap", **base), rule("household_cap", **overlay)

    def passes(rule: HouseholdCap, candidate: tuple[set[str], int, int]) -> bool:
        groups, members, holders = candidate
        judged = rule.only in groups and not groups & set(rule.unless)
        return not judged or holders <= rule.cap_for(members)

    households = [
        (groups | {"poor"}, members, holders)
        for groups in subsets(["monitored", "old"])
        for members in range(1, 12)
        for holders in range(7)
    ]
    assert (not list(overlay.loosenings(base))) == nobody_new_passes(base, overlay, passes, households)


@UNHURRIED
@given(base=st.integers(1, 5), overlay=st.integers(1, 5))
def test_a_number_per_value_is_looser_exactly_where_somebody_new_passes(base: Parameters, overlay: Parameters) -> None:
    base, overlay = (rule("at_most_per", column="site", at_most=number) for number in (base, overlay))
    passes = lambda rule, people: people <= rule.at_most  # noqa: E731
    assert (not list(overlay.loosenings(base))) == nobody_new_passes(base, overlay, passes, range(8))


@UNHURRIED
@given(base=st.sampled_from([6, 9, 12]), overlay=st.sampled_from([6, 9, 12]))
def test_a_division_is_looser_exactly_where_somebody_new_passes(base: Parameters, overlay: Parameters) -> None:
    base, overlay = (rule("same_division", register="a", digits=digits) for digits in (base, overlay))
    passes = lambda rule, agreeing: agreeing >= rule.digits  # noqa: E731
    assert (not list(overlay.loosenings(base))) == nobody_new_passes(base, overlay, passes, range(13))
