"""A14.4: up to four members one post, five or more two; for candidates who are low-income only."""

import pytest


def household(county, *, seeking: int, size: str = "4", serving: int = 0, silent: int = 0, home: str = "H1") -> None:
    """`seeking` candidates, `serving` people already in a post and `silent` others of one low-income household."""
    for _ in range(seeking):
        county.candidate(group="low_income", home=home, size=size)
    for register in ("in_service",) * serving + (None,) * silent:
        number = county.id_number()
        county.says("household", number, name="央金", household_id=home, household_size=size)
        if register:
            county.says(register, number, category="公路管护")


@pytest.mark.parametrize(
    ("size", "seeking", "serving", "over"),
    [
        ("4", 1, 0, False), ("4", 2, 0, True), ("4", 1, 1, True), ("1", 1, 0, False),
        ("5", 2, 0, False), ("5", 3, 0, True), ("5", 1, 1, False), ("5", 1, 2, True), ("5", 2, 1, True),
    ],
)  # fmt: skip
def test_people_who_hold_or_seek_a_post_are_counted_against_the_cap(county, size, seeking, serving, over) -> None:
    household(county, seeking=seeking, serving=serving, size=size)
    expected = ["household-cap:review"] if over else []
    assert [county.found(person) for person in range(seeking)] == [expected] * seeking


def test_the_finding_says_which_household_its_size_and_who_seeks_a_post(county) -> None:
    household(county, seeking=2, serving=1)
    finding = county.finding("household-cap")
    assert finding["register"] == "low_income;monitored;formerly_poor;in_service;household"
    told = {key: finding["evidence"][key] for key in ("cap", "candidates", "holders", "household_id", "members")}
    assert told == {"cap": 1, "candidates": ["1", "2"], "holders": 3, "household_id": "H1", "members": 4}


@pytest.mark.parametrize("other_group", ["monitored", "formerly_poor"])
def test_who_is_in_another_target_group_too_is_not_capped(county, other_group: str) -> None:
    household(county, seeking=2)
    county.says(other_group, county.people[0]["id_number"])
    assert county.found(0) == []
    assert county.found(1) == ["household-cap:review"]


def test_a_candidate_with_an_unusable_id_number_is_not_counted(county) -> None:
    household(county, seeking=1)
    county.candidate(group="low_income", id_number="54252319800615", home="H1")
    assert county.found(0) == []


def test_the_same_person_listed_twice_counts_once(county) -> None:
    household(county, seeking=1)
    county.candidate(group="low_income", id_number=county.people[0]["id_number"], home="H1")
    assert county.found(0) == ["listed-twice:review"]


@pytest.mark.parametrize("size", ["", "不详", "0", "-3", "4.5"])
def test_where_the_size_is_not_written_the_household_is_counted(county, size: str) -> None:
    household(county, seeking=2, silent=2, size=size)
    assert county.found() == ["household-cap:review"]
    county.says("household", county.id_number(), name="旺堆", household_id="H1")
    assert county.found() == []


@pytest.mark.parametrize("size", ["5", "０５", "99999999999", "9" * 30])
def test_any_whole_number_of_one_or_more_is_a_size(county, size: str) -> None:
    household(county, seeking=2, size=size)
    assert county.found() == []


def test_unreadable_rows_of_the_household_count_as_members_but_hold_no_post(county) -> None:
    household(county, seeking=2, silent=2, size="")
    county.says("household", "5425231980", name="旺堆", household_id="H1")
    assert county.found() == []
    county.says("in_service", "5425231980", name="旺堆", category="公路管护")
    assert county.found() == []


def test_a_written_size_is_taken_though_more_people_are_listed(county) -> None:
    household(county, seeking=2, silent=5, size="4")
    assert county.found() == ["household-cap:review"]


@pytest.mark.parametrize("sizes", [("4", "6"), ("6", "4")])
def test_of_two_households_one_over_its_cap_is_enough(county, sizes) -> None:
    number = county.candidate(group="low_income", home="A", size=sizes[0])
    county.says("household", number, name="次仁卓玛", household_id="B", household_size=sizes[1])
    for home, size in zip("AB", sizes, strict=True):
        for _ in range(2 if size == "6" else 1):
            member = county.id_number()
            county.says("household", member, name="央金", household_id=home, household_size=size)
    assert county.found() == []
    small = "A" if sizes[0] == "4" else "B"
    serving = next(
        row for row in county.registers["household"] if row["household_id"] == small and row["name"] == "央金"
    )
    county.says("in_service", serving["id_number"], category="公路管护")
    assert county.found() == ["household-cap:review"]
    assert county.finding("household-cap")["evidence"]["household_id"] == small


def test_a_row_without_a_household_leaves_the_cap_open_unless_another_row_is_over(county) -> None:
    number = county.candidate(group="low_income", home="", size="")
    assert county.found() == ["household-cap:unchecked"]
    assert county.finding("household-cap")["register"] == "household"
    county.says("household", number, name="次仁卓玛", household_id="H1", household_size="4")
    other = county.id_number()
    county.says("household", other, name="央金", household_id="H1", household_size="4")
    assert county.found() == ["household-cap:unchecked"]
    county.says("in_service", other, category="公路管护")
    assert county.found() == ["household-cap:review"]


def test_without_the_register_of_people_in_service_over_is_over_and_not_over_is_unknown(county) -> None:
    household(county, seeking=2)
    household(county, seeking=1, home="H2")
    county.not_supplied = {"in_service"}
    assert "household-cap:review" in county.found(0)
    assert "household-cap:unchecked" in county.found(2)
    assert county.finding("household-cap", 2)["register"] == "in_service"


def test_who_is_not_in_the_household_register_is_not_capped(county) -> None:
    household(county, seeking=2)
    county.registers["household"] = [
        row for row in county.registers["household"] if row["id_number"] != county.people[0]["id_number"]
    ]
    assert county.found(0) == ["household-missing:review"]


def test_every_register_that_leaves_the_cap_open_is_named_in_the_rules_order(county) -> None:
    household(county, seeking=1)
    county.not_supplied = {"low_income", "formerly_poor", "in_service", "household"}
    assert county.finding("household-cap")["register"] == "low_income;formerly_poor;in_service;household"
    assert county.finding("target-group")["register"] == "formerly_poor;low_income"
