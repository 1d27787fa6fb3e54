"""A14 and what goes with it, condition by condition, as situations and what they must come to."""

import pytest

from ecopost.foundation.id_numbers import check_character

UNREADABLE = "5425231980"


def test_who_meets_every_condition_is_eligible_without_a_finding(county) -> None:
    county.candidate()
    assert county.results() == [{"candidate_id": "1", "outcome": "eligible", "findings": []}]


@pytest.mark.parametrize(
    ("born", "findings"),
    [
        ("20100101", []),
        ("20100102", ["age:exclude"]),
        ("19570102", []),
        ("19570101", ["age:exclude"]),
        ("20000229", []),
    ],
    ids=["16 on the day", "16 a day later", "68 until the day after", "69 on the day", "born on a leap day"],
)
def test_age_counts_on_1_january_of_the_selection_year_from_16_to_68(county, born: str, findings: list[str]) -> None:
    county.candidate(born=born)
    assert county.found() == findings


def test_the_evidence_of_an_age_is_the_birth_date_the_age_and_the_day(county) -> None:
    county.candidate(born="19500620")
    assert county.finding("age")["evidence"] == {
        "age": 75, "birth_date": "1950-06-20", "maximum": 68, "minimum": 16, "on": "2026-01-01",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        ("5425231980061500", "form"),
        ("54252319800615A01X", "form"),
        ("542523198006150010", "check"),
        (("542523198013150", "01"), "birth"),
        (("542523202601010", "01"), "not-yet-born"),
        (("542523202512310", "01"), None),
    ],
    ids=[
        "too short",
        "a letter inside",
        "wrong check character",
        "month 13",
        "born on 1 January",
        "born the day before",
    ],
)
def test_an_unusable_id_number_is_the_only_finding_and_goes_to_review(county, number, problem) -> None:
    from_parts = number if isinstance(number, str) else number[0] + number[1]
    if len(from_parts) == 17:
        from_parts += check_character(from_parts)
    county.candidate(id_number=from_parts)
    if problem is None:
        assert county.found() == ["age:exclude"]
    else:
        assert county.found() == ["id-number:review"]
        assert county.finding("id-number")["evidence"]["problem"] == problem
        assert from_parts not in str(county.results())


@pytest.mark.parametrize("group", ["monitored", "formerly_poor", "low_income"])
def test_standing_in_one_of_the_three_groups_is_enough(county, group: str) -> None:
    county.candidate(group=group)
    assert county.found() == []


def test_standing_in_none_of_the_three_groups_excludes(county) -> None:
    county.candidate(group="pensions")
    assert county.found() == ["pension:review", "target-group:exclude"]
    assert county.finding("target-group")["register"] == "monitored;formerly_poor;low_income"


@pytest.mark.parametrize(
    ("missing", "expected"),
    [
        ({"low_income"}, []),
        ({"monitored"}, ["target-group:unchecked"]),
        ({"low_income", "monitored"}, ["target-group:unchecked"]),
    ],
    ids=["found in a supplied group", "only group missing", "two missing"],
)
def test_a_missing_group_register_matters_only_to_those_found_in_no_other(county, missing, expected) -> None:
    county.candidate(group="formerly_poor" if "monitored" not in missing else "monitored")
    county.not_supplied = missing
    assert [item for item in county.found() if item.startswith("target")] == expected


@pytest.mark.parametrize(
    ("grades", "expected"),
    [
        (["1"], "exclude"), (["2"], "exclude"), (["一级"], "exclude"), (["贰级"], "exclude"), (["３"], None), (["四级"], None),
        (["3", "1"], "exclude"), (["1", "3"], "exclude"),
        (["不详"], "unchecked"), (["不详", "4"], "unchecked"), (["4", ""], "unchecked"),
        (["不详", "2"], "exclude"), (["2", "不详"], "exclude"),
    ],
    ids=str,
)  # fmt: skip
def test_any_row_with_grade_1_or_2_excludes_and_an_unreadable_one_leaves_it_open(county, grades, expected) -> None:
    number = county.candidate()
    for grade in grades:
        county.says("disability", number, name="次仁卓玛", grade=grade)
    assert county.found() == ([f"severe-disability:{expected}"] if expected else [])


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        (["公路管护"], None), (["road"], None), (["水生态保护"], "exclude"),
        (["公路管护", "水生态保护"], "exclude"), (["水生态保护", "公路管护"], "exclude"),
        (["护边员"], "unchecked"), (["护边员", "公路管护"], "unchecked"), (["护边员", "水生态保护"], "exclude"), ([""], "unchecked"),
    ],
    ids=str,
)  # fmt: skip
def test_service_in_another_category_excludes_and_in_the_same_one_is_a_renewal(county, held, expected) -> None:
    number = county.candidate()
    for category in held:
        county.says("in_service", number, category=category)
    assert county.found() == ([f"second-post:{expected}"] if expected else [])


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["次仁卓玛"], None), (["次仁·卓玛"], None), (["次 仁 卓 玛"], None), (["央金"], "review"),
        (["央金", "次仁卓玛"], None), (["次仁卓玛", "央金"], None), (["央金", ""], "unchecked"), (["", "次仁卓玛"], None),
    ],
    ids=str,
)  # fmt: skip
def test_one_matching_household_name_is_enough_wherever_it_stands(county, names, expected) -> None:
    number = county.candidate()
    county.registers["household"] = []
    for name in names:
        county.says("household", number, name=name, household_id="H1", household_size="4")
    assert county.found() == ([f"name-mismatch:{expected}"] if expected else [])


def test_who_is_not_in_the_household_register_goes_to_review(county) -> None:
    county.candidate()
    county.registers["household"] = []
    assert county.found() == ["household-missing:review"]


@pytest.mark.parametrize(
    ("register", "rule", "effect"),
    [
        ("deaths", "deceased", "exclude"),
        ("public_employees", "public-employee", "exclude"),
        ("village_committee", "village-committee", "exclude"),
        ("village_supervisors", "village-supervisor", "exclude"),
        ("village_doctors", "village-doctor", "exclude"),
        ("village_vets", "village-vet", "exclude"),
        ("science_envoys", "science-envoy", "exclude"),
        ("students", "student", "exclude"),
        ("similar_posts", "similar-post", "exclude"),
        ("pensions", "pension", "review"),
    ],
)
class TestWhoStandsInSuchARegister:
    def test_has_the_finding_with_the_row_but_not_its_id_number(self, county, register, rule, effect) -> None:
        number = county.candidate()
        county.says(register, number, name="次仁卓玛", 备注="电话簿第3页")
        assert county.found() == [f"{rule}:{effect}"]
        finding = county.finding(rule)
        assert finding["evidence"]["rows"] == [{"name": "次仁卓玛", "row": 1, "备注": "电话簿第3页"}]
        assert number not in str(finding)

    def test_is_unchecked_while_the_register_is_missing(self, county, register, rule, effect) -> None:
        county.candidate()
        county.not_supplied = {register}
        assert county.found() == [f"{rule}:unchecked"]
        assert county.finding(rule)["register"] == register

    def test_is_unchecked_while_an_unreadable_row_bears_the_same_name(self, county, register, rule, effect) -> None:
        county.candidate()
        county.says(register, UNREADABLE, name="次仁·卓玛")
        assert county.found() == [f"{rule}:unchecked"]

    def test_is_found_all_the_same_where_a_readable_row_stands_beside_an_unreadable_one(
        self, county, register, rule, effect
    ) -> None:
        number = county.candidate()
        county.says(register, "", name="次仁卓玛")
        county.says(register, number, name="次仁卓玛")
        assert county.found() == [f"{rule}:{effect}"]

    def test_is_left_alone_by_an_unreadable_row_of_another_name(self, county, register, rule, effect) -> None:
        county.candidate()
        county.says(register, UNREADABLE, name="央金")
        assert county.found() == []


def test_a_register_row_born_in_the_selection_year_is_readable_and_casts_no_doubt(county) -> None:
    county.candidate()
    county.says("deaths", county.id_number("20260301"), name="次仁卓玛")
    assert county.found() == []


def test_every_copy_of_one_id_number_is_found_and_names_the_others(county) -> None:
    number = county.candidate()
    county.candidate(id_number=number)
    county.candidate()
    assert [county.found(person) for person in range(3)] == [["listed-twice:review"], ["listed-twice:review"], []]
    assert county.finding("listed-twice")["evidence"] == {"copies": 2, "with": ["2"]}


def test_the_worst_finding_decides_the_outcome(county) -> None:
    number = county.candidate(born="19500101")
    county.says("pensions", number)
    county.not_supplied = {"students"}
    assert county.found() == ["age:exclude", "pension:review", "student:unchecked"]
    assert county.results()[0]["outcome"] == "ineligible"


def test_numbers_that_look_like_ids_or_accounts_are_masked_in_the_evidence(county) -> None:
    number, spouse = county.candidate(), county.id_number()
    county.says("deaths", number, 配偶身份证号=spouse, 账号="6217001234567890123")
    row = county.finding("deceased")["evidence"]["rows"][0]
    assert row["配偶身份证号"] == f"542523********{spouse[-4:]}"
    assert row["账号"] == "621***"


def test_a_householders_id_number_as_household_number_is_masked_too(county) -> None:
    home = county.id_number()
    for _ in range(2):
        county.candidate(group="low_income", home=home)
    assert county.finding("household-cap")["evidence"]["household_id"] == f"542523********{home[-4:]}"


def test_an_id_number_inside_a_name_is_masked(county) -> None:
    number = county.candidate()
    county.people[0]["name"] = f"次仁 {number}"
    assert number not in str(county.results())
    assert county.found() == ["name-mismatch:review"]


def test_a_column_of_a_register_that_is_called_row_does_not_hide_the_rows_number(county) -> None:
    number = county.candidate()
    county.says("deaths", number, name="次仁卓玛", row="第7行")
    assert county.finding("deceased")["evidence"]["rows"] == [{"name": "次仁卓玛", "row": 1, "row_": "第7行"}]
