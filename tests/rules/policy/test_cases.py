"""The tables of cases: complete for the shipped packs, strict about their own form, and able to fail."""

import re
from pathlib import Path
from typing import get_args

import pytest

from ecopost.cli.policy_cases import check
from ecopost.entitlement.calculation import Reason
from ecopost.foundation.id_numbers import birth_date, flaw
from ecopost.foundation.messages import render
from ecopost.foundation.refusals import Message, Refusal
from ecopost.policy.cases import CaseTable, ExpectedPay, ScreeningCase, invented_id_number, read_cases, screening_input
from ecopost.policy.kinds import AgeBetween
from ecopost.policy.loading import PACKS, LoadedPack, load_pack, shipped_packs


def table_of(pack: str) -> CaseTable:
    table, problems = read_cases(PACKS / pack / "cases.toml", load_pack(pack))
    assert not problems
    return table


@pytest.mark.parametrize("pack", shipped_packs())
def test_every_rule_of_a_shipped_pack_is_found_by_a_case(pack: str) -> None:
    found = {name for case in table_of(pack).screening for name in case.expected.findings}
    for rule in load_pack(pack).pack.rules:
        assert f"{rule.id}:{rule.effect}" in found


@pytest.mark.parametrize("pack", shipped_packs())
def test_both_sides_of_both_age_limits_are_cases(pack: str) -> None:
    table = table_of(pack)
    (rule,) = (rule for rule in load_pack(pack).pack.rules if isinstance(rule, AgeBetween))
    outcomes = {table.year - case.candidate.born.year: set() for case in table.screening}
    for case in table.screening:
        on_the_day = (case.candidate.born.month, case.candidate.born.day) == (1, 1)
        age = table.year - case.candidate.born.year - (0 if on_the_day else 1)
        outcomes.setdefault(age, set()).add("age:exclude" in case.expected.findings)
    assert outcomes[rule.minimum] == outcomes[rule.maximum] == {False}
    assert True in outcomes[rule.minimum - 1]
    assert True in outcomes[rule.maximum + 1]


def test_every_time_limit_in_working_days_is_a_case() -> None:
    for pack in shipped_packs():
        limits = {limit.id for limit in load_pack(pack).pack.time_limits if limit.unit == "working_days"}
        assert limits == {case.time_limit for case in table_of(pack).deadline}


def test_every_reason_for_an_amount_is_a_case() -> None:
    reasons = {line.reason for case in table_of("xizang-2026").pay for line in case.expected}
    assert reasons == {"full", "part-served", "failed", "not-assessed", "not-served", "deducted"}


@pytest.mark.parametrize("pack", shipped_packs())
def test_every_component_of_the_pay_is_a_case(pack: str) -> None:
    paid = {line.kind for case in table_of(pack).pay for line in case.expected}
    assert paid == {component.id for component in load_pack(pack).pack.pay.components}


def test_all_cases_beside_a_pack_are_run_and_counted() -> None:
    said, table = check("pingba-rangers-2020", ()), table_of("pingba-rangers-2020")
    assert (said.params["screening"], said.params["pay"]) == (len(table.screening), len(table.pay))
    assert said.params["total"] == len(table.screening) + len(table.pay)


def invented_numbers(loaded: LoadedPack, table: CaseTable) -> set[str]:
    given = [screening_input(case, table, loaded) for case in table.screening]
    rows = [row for item in given for register in item.registers.values() for row in register or ()]
    return {row["id_number"] for item in given for row in (item.person, *item.others, *rows)}


def test_people_of_a_case_have_numbers_of_their_own_with_their_birth_date() -> None:
    case = ScreeningCase.model_validate(
        {
            "situation": "两人",
            "article": "A14",
            "candidate": {"born": "1990-05-01"},
            "also_listed": [{"who": "乙", "name": "乙"}, {}],
            "registers": {"students": [{}, {"who": "乙"}, {"who": "丙", "name": "丁"}]},
            "not_supplied": ["deaths"],
            "expected": {"outcome": "eligible"},
        }
    )
    given = screening_input(case, CaseTable(year=2026), load_pack("xizang-2026"))
    students = given.registers["students"] or []
    numbers = [row["id_number"] for row in students]
    assert len(set(numbers)) == 3
    assert all(flaw(number) is None for number in numbers)
    assert str(birth_date(numbers[0])) == "1990-05-01"
    assert given.person["id_number"] == given.others[1]["id_number"] == numbers[0]
    assert given.others[0]["id_number"] == numbers[1]
    assert [row["name"] for row in students] == ["某甲", "乙", "丁"]
    assert given.registers["deaths"] is None
    assert given.registers["pensions"] == []


def test_an_unborn_and_an_old_person_have_sound_numbers_too() -> None:
    table = table_of("xizang-2026")
    numbers = {invented_id_number(case.candidate.born, 1) for case in table.screening}
    assert {flaw(number) for number in numbers} == {None}
    assert len(invented_numbers(load_pack("xizang-2026"), table)) > len(numbers)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A shipped pack with its table of cases, to be changed."""
    for name in ("pack.toml", "cases.toml"):
        (tmp_path / name).write_bytes((PACKS / "xizang-2026" / name).read_bytes())
    return tmp_path


def change(path: Path, old: str, new: str) -> int:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return text[: text.index(old)].count("\n") + 1


def keep(path: Path, *situations: str) -> None:
    """Leave only the cases whose text holds one of these."""
    head, *cases = path.read_text("utf-8").split("\n[[")
    kept = [case for case in cases if any(situation in case for situation in situations)]
    assert len(kept) == len(situations)
    path.write_text("\n[[".join([head, *kept]), "utf-8")


def refused(folder: Path) -> list[Message]:
    with pytest.raises(Refusal) as caught:
        check(str(folder / "pack.toml"), ())
    return list(caught.value.messages)


@pytest.mark.parametrize(
    ("old", "new", "situation"),
    [
        pytest.param("maximum = 68", "maximum = 69", "1957年1月1日出生", id="older"),
        pytest.param("minimum = 16", "minimum = 15", "2010年1月2日出生", id="younger"),
        pytest.param("grades = [1, 2]", "grades = [1]", "二级残疾，", id="one-grade-less"),
        pytest.param("members_up_to = 4", "members_up_to = 3", "4口之家，妻子已在岗", id="smaller-households"),
        pytest.param('period = "quarter"', 'period = "month"', "年标准3500元，全年在岗", id="paid-by-the-month"),
        pytest.param("length = 15", "length = 14", "15个工作日内清算", id="a-day-less"),
        pytest.param("starts_after_days = 1", "starts_after_days = 0", "张贴年度考核公示", id="counted-from-the-day"),
    ],
)
def test_a_changed_pack_no_longer_agrees_with_its_cases(copied: Path, old: str, new: str, situation: str) -> None:
    keep(copied / "cases.toml", situation)
    assert check(str(copied / "pack.toml"), ()).params["total"] == 1
    change(copied / "pack.toml", old, new)
    (message,) = refused(copied)
    assert isinstance(message.params["problem"], Message)
    assert message.params["problem"].code == "cli.case-failed"


def test_a_case_that_fails_is_refused_with_file_line_expected_and_got(copied: Path) -> None:
    keep(copied / "cases.toml", "已是护林员")
    line = change(copied / "cases.toml", 'findings = ["similar-post:exclude"]', 'findings = ["similar-post:review"]')
    (message,) = refused(copied)
    problem = message.params["problem"]
    assert isinstance(problem, Message)
    assert message.params["file"] == str(copied / "cases.toml")
    assert message.params["line"] == line - 4
    said = render(problem)
    assert "“已是护林员”" in said
    assert "预期：不符合（similar-post：待核实）；实得：不符合（similar-post：不符合）" in said
    assert "similar-post: To be reviewed" in render(problem, "en")


@pytest.mark.parametrize(
    ("kept", "edit", "said"),
    [
        pytest.param("已是护林员", ("similar-post:exclude", "similar-post:review"), "预期：不符合（similar-post：待核实）", id="another-effect"),
        pytest.param("各项条件都满足", ('"eligible"', '"review"'), "预期：待核实（无认定依据）；实得：符合（无认定依据）", id="no-finding"),
        pytest.param("全年在岗", ("total_fen = 350000", "total_fen = 1"), "全年合计 1 分", id="total-of-pay"),
        pytest.param("全年在岗", ('reason = "full"', 'reason = "failed"'), "分（不合格不发）", id="reason-of-pay"),
        pytest.param("中秋节放假", ("expected = 2026-10-09", "expected = 2026-09-30"), "预期：2026-09-30；实得：2026-10-09", id="day"),
    ],
)  # fmt: skip
def test_a_case_that_fails_says_so_in_words(copied: Path, kept: str, edit: tuple[str, str], said: str) -> None:
    keep(copied / "cases.toml", kept)
    change(copied / "cases.toml", *edit)
    (message,) = refused(copied)
    assert said in render(message)
    assert not re.search("[\u4e00-\u9fff]", render(message, "en").split("comes to")[1])


def test_a_case_may_expect_every_reason_there_is_and_no_other() -> None:
    assert get_args(ExpectedPay.model_fields["reason"].annotation) == get_args(Reason)


def test_all_failing_cases_are_listed(copied: Path) -> None:
    keep(copied / "cases.toml", "各项条件都满足", '"公职人员"', "全年在岗", "中秋节放假")
    change(copied / "cases.toml", "total_fen = 350000", "total_fen = 350001")
    change(copied / "cases.toml", "expected = 2026-10-09", "expected = 2026-09-30")
    change(copied / "cases.toml", '"eligible"', '"review"')
    assert [message.params["place"] for message in refused(copied)] == ["screening[1]", "pay[1]", "deadline[1]"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        pytest.param('article = "A22"', 'article = "A99"', "unknown-in-case", id="article"),
        pytest.param("students = [{}]", "pupils = [{}]", "unknown-in-case", id="register"),
        pytest.param("formerly_poor = [{}]", "poor = [{}]", "unknown-in-case", id="usual-register"),
        pytest.param('["low_income"]', '["low_incomes"]', "unknown-in-case", id="register-not-supplied"),
        pytest.param('"student:exclude"', '"pupil:exclude"', "unknown-in-case", id="rule"),
        pytest.param('"settlement"', '"agreement_maximum"', "unknown-in-case", id="limit-not-in-working-days"),
        pytest.param('kind = "base"', 'kind = "basis"', "unknown-in-case", id="pay-component"),
        pytest.param("born = 2026-01-01", 'columns = { site = "x" }', "unknown-in-case", id="roster-column"),
        pytest.param("standard_fen = 350000\n", "", "case-without-standard", id="no-standard"),
        pytest.param('failed = ["2026Q3"]', 'failed = ["2026Q2"]', "case-result-twice", id="two-results"),
        pytest.param('"2026" = "0.5"', '"2025" = "0.5"', "case-deduction-missing", id="no-deduction"),
        pytest.param('"2026" = "0.5"', '"2026" = "0.5", "2026Q1" = "1"', "case-deduction-idle", id="deducted-base"),
        pytest.param('"2026" = "0.5"', '"2026" = "1.5"', "expects-form", id="deduction-above-one"),
        pytest.param('situation = "公职人员"\n', "", "missing", id="no-situation"),
        pytest.param("total_fen = 350000", "total = 350000", "unknown-key", id="misspelt-key"),
        pytest.param("born = 2010-01-01", 'born = "2010-01-01"', "expects-date", id="date-in-quotes"),
        pytest.param('outcome = "eligible"', 'outcome = "fine"', "expects-one-of", id="outcome"),
    ],
)
def test_a_wrong_case_is_refused_with_its_line(copied: Path, old: str, new: str, code: str) -> None:
    line = change(copied / "cases.toml", old, new)
    messages = refused(copied)
    codes = {message.params["problem"].code for message in messages if isinstance(message.params["problem"], Message)}
    assert f"policy.{code}" in codes
    assert min(abs(int(str(message.params["line"])) - line) for message in messages) <= 8


def test_a_pack_without_a_table_of_cases_is_said_to_have_none(copied: Path) -> None:
    (copied / "cases.toml").unlink()
    assert check(str(copied / "pack.toml"), ()).code == "cli.policy-checked-without-cases"
