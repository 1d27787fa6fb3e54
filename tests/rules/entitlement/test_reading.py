import csv
from collections.abc import Sequence
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from ecopost.entitlement.calculation import Assessment, Engagement
from ecopost.entitlement.reading import Facts, read_facts
from ecopost.foundation.id_numbers import check_character
from ecopost.foundation.messages import LANGUAGES, render
from ecopost.foundation.refusals import Message, Refusal, UsageError
from ecopost.policy.loading import load_pack

XIZANG = load_pack("xizang-2026")
ENGAGEMENT_HEADER = ("engagement_id", "category", "start", "end")
ASSESSMENT_HEADER = ("engagement_id", "period", "result", "deduction")
GOOD_ENGAGEMENTS = [("E1", "road", "2026-01-01", ""), ("E2", "公路管护", "2025-07-01", "2026-06-30")]
GOOD_ASSESSMENTS = [("E1", "2026Q1", "pass", ""), ("E1", "2026", "fail", "0.5")]
Rows = Sequence[Sequence[object]]


def csv_file(path: Path, rows: Rows) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def workbook(path: Path, sheets: dict[str, Rows]) -> Path:
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


def read(engagements: Path, assessments: Path, standards: dict[str, int] | None = None) -> Facts:
    return read_facts(
        XIZANG.pack.pay,
        2026,
        XIZANG.category_names(),
        {"road": 350_000} if standards is None else standards,
        engagements=engagements,
        assessments=assessments,
    )


def facts(folder: Path, engagements: Rows = GOOD_ENGAGEMENTS, assessments: Rows = GOOD_ASSESSMENTS) -> Facts:
    return read(
        csv_file(folder / "协议.csv", [ENGAGEMENT_HEADER, *engagements]),
        csv_file(folder / "考核.csv", [ASSESSMENT_HEADER, *assessments]),
    )


def places(refusal: Refusal) -> list[tuple[str, int, str, str]]:
    """File, row, column and code of every complaint, each of which can be said in every language."""
    found = []
    for message in refusal.messages:
        assert all(render(message, language) for language in LANGUAGES)
        where, problem = message.params["where"], message.params["problem"]
        assert isinstance(where, Message)
        assert isinstance(problem, Message)
        column = str(message.params["column"]).partition("(")[2].rstrip(")")
        found.append((where.params["file"], where.params["row"], column, problem.code.removeprefix("entitlement.")))
    return found


def complaints(
    folder: Path, engagements: Rows = GOOD_ENGAGEMENTS, assessments: Rows = GOOD_ASSESSMENTS
) -> list[tuple[str, int, str, str]]:
    with pytest.raises(Refusal) as refusal:
        facts(folder, engagements, assessments)
    assert not isinstance(refusal.value, UsageError)
    return places(refusal.value)


def test_both_files_are_read_in_their_order(tmp_path: Path) -> None:
    read = facts(tmp_path)
    assert read.engagements == [
        Engagement("E1", "road", date(2026, 1, 1), None),
        Engagement("E2", "road", date(2025, 7, 1), date(2026, 6, 30)),
    ]
    assert read.assessments == [
        Assessment("E1", "2026Q1", passed=True),
        Assessment("E1", "2026", passed=False, deduction=Fraction(1, 2)),
    ]
    assert read.of_other_years == 0


def test_cells_are_trimmed_and_brought_to_half_width(tmp_path: Path) -> None:
    read = facts(
        tmp_path,
        [("\u3000E１ ", " 公路\u3000管护", "２０２６-01-01", "\u00a0")],
        [(" E1", "２０２６Ｑ１", "合格 ", "\u200b"), ("E1", "2026", "不合格", "０.5")],
    )
    assert read.engagements == [Engagement("E1", "road", date(2026, 1, 1), None)]
    assert read.assessments[1] == Assessment("E1", "2026", passed=False, deduction=Fraction(1, 2))


def test_chinese_headers_dates_and_number_cells_of_a_workbook_are_read(tmp_path: Path) -> None:
    engagements = workbook(
        tmp_path / "协议.xlsx",
        {
            "填表说明": [("请勿合并单元格",)],
            "一村": [
                ("生态岗位协议表",),
                ("协议编号*", "岗位类别", "开始日期", "结束日期"),
                (7, "road", date(2026, 3, 1), ""),
            ],
            "二村": [("聘用编号", "岗位类型", "开始日期", "结束日期"), (8, "road", "2026-03-01", date(2026, 3, 31))],
        },
    )
    header = ("聘用编号", "考核期", "考核结果", "扣减比例")
    rows = [header, (7, 2026, "fail", 0.1), (8.0, "2026Q1", "pass", ""), (8, 2026, "fail", 0.00001), (7, 2025, "", 3)]
    read_now = read(engagements, workbook(tmp_path / "考核.xlsx", {"考核": rows}))
    assert read_now.engagements == [
        Engagement("7", "road", date(2026, 3, 1), None),
        Engagement("8", "road", date(2026, 3, 1), date(2026, 3, 31)),
    ]
    assert [item.deduction for item in read_now.assessments] == [Fraction(1, 10), None, Fraction(1, 100_000)]
    assert read_now.of_other_years == 1
    assert any("填表说明" in render(notice) for notice in read_now.notices)


def test_parquet_dates_and_decimals_are_read(tmp_path: Path) -> None:
    engagements, assessments = tmp_path / "e.parquet", tmp_path / "a.parquet"
    start = datetime(2026, 2, 1)  # noqa: DTZ001 - a workbook's day has no zone
    pl.DataFrame(
        {"engagement_id": [1], "category": ["road"], "start": [start], "end": [date(2026, 2, 28)]}
    ).write_parquet(engagements)
    pl.DataFrame({"engagement_id": [1], "period": [2026], "result": ["fail"], "deduction": [0.3]}).write_parquet(
        assessments
    )
    read_now = read(engagements, assessments)
    assert read_now.engagements == [Engagement("1", "road", date(2026, 2, 1), date(2026, 2, 28))]
    assert read_now.assessments == [Assessment("1", "2026", passed=False, deduction=Fraction(3, 10))]


def test_an_assessments_file_may_leave_out_deductions_nobody_decided(tmp_path: Path) -> None:
    engagements = csv_file(tmp_path / "e.csv", [ENGAGEMENT_HEADER, *GOOD_ENGAGEMENTS])
    assessments = csv_file(tmp_path / "a.csv", [ASSESSMENT_HEADER[:3], ("E1", "2026", "pass")])
    assert read(engagements, assessments).assessments == [Assessment("E1", "2026", passed=True)]


def test_files_with_a_header_and_no_rows_are_read(tmp_path: Path) -> None:
    assert facts(tmp_path, [], []) == Facts([], [], 0, [])


def test_periods_of_other_years_are_counted_and_nothing_else_of_them_is_read(tmp_path: Path) -> None:
    others = [
        ("E1", "2025Q1", "pass", ""),
        ("nobody", "2025Q1", "?", "much"),
        ("", "2027", "", "9"),
        ("E1", "2025Q1", "pass", ""),
    ]
    read = facts(tmp_path, assessments=[*GOOD_ASSESSMENTS, *others])
    assert (len(read.assessments), read.of_other_years) == (2, 4)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        pytest.param(("E1", "road", "2026-01-01", ""), [("engagement_id", "engagement-twice")], id="engagement twice"),
        pytest.param(
            (" Ｅ1", "road", "2026-01-01", ""), [("engagement_id", "engagement-twice")], id="twice, if written apart"
        ),
        pytest.param(("", "road", "2026-01-01", ""), [("engagement_id", "engagement-missing")], id="no engagement"),
        pytest.param(
            ("54252319800615001" + check_character("54252319800615001"), "road", "2026-01-01", ""),
            [("engagement_id", "engagement-is-id-number")],
            id="an ID number",
        ),
        pytest.param(
            ("5.42E+17", "road", "2026-01-01", ""), [("engagement_id", "engagement-lost-digits")], id="digits lost"
        ),
        pytest.param(("E3", "公路", "2026-01-01", ""), [("category", "unknown-category")], id="unknown category"),
        pytest.param(("E3", "", "2026-01-01", ""), [("category", "category-missing")], id="no category"),
        pytest.param(("E3", "water", "2026-01-01", ""), [("category", "standard-missing")], id="no standard"),
        pytest.param(("E3", "road", "", ""), [("start", "date-missing")], id="no start"),
        pytest.param(("E3", "road", "2026-02-30", ""), [("start", "no-date")], id="no such day"),
        pytest.param(("E3", "road", "2026/01/01", ""), [("start", "no-date")], id="another form of date"),
        pytest.param(("E3", "road", "20260101", ""), [("start", "no-date")], id="a date without dashes"),
        pytest.param(("E3", "road", "46023", ""), [("start", "no-date")], id="a day number"),
        pytest.param(("E3", "road", "2026-01-01", "至今"), [("end", "no-date")], id="an end in words"),
        pytest.param(("E3", "road", "2026-05-02", "2026-05-01"), [("end", "end-before-start")], id="end before start"),
        pytest.param(
            ("E1", "?", "x", "y"),
            [
                ("engagement_id", "engagement-twice"),
                ("category", "unknown-category"),
                ("start", "no-date"),
                ("end", "no-date"),
            ],
            id="everything at once",
        ),
    ],
)
def test_a_bad_engagement_row_refuses_the_input(
    row: Sequence[str], expected: list[tuple[str, str]], tmp_path: Path
) -> None:
    found = complaints(tmp_path, [*GOOD_ENGAGEMENTS, row])
    assert sorted(found) == sorted(("协议.csv", 4, column, code) for column, code in expected)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        pytest.param(("E9", "2026Q2", "pass", ""), [("engagement_id", "unknown-engagement")], id="unknown engagement"),
        pytest.param(("e1", "2026Q2", "pass", ""), [("engagement_id", "unknown-engagement")], id="another case"),
        pytest.param(("", "2026Q2", "pass", ""), [("engagement_id", "engagement-missing")], id="no engagement"),
        pytest.param(("E1", "2026Q1", "pass", ""), [("period", "result-twice")], id="the same result twice"),
        pytest.param(("E1", "2026Q1", "fail", ""), [("period", "result-twice")], id="two results"),
        pytest.param(("E1", "", "pass", ""), [("period", "period-missing")], id="no period"),
        pytest.param(("E1", "2026Q5", "pass", ""), [("period", "no-period")], id="a fifth quarter"),
        pytest.param(("E1", "2025Q0", "pass", ""), [("period", "no-period")], id="a quarter no year has"),
        pytest.param(("E1", "2026q1", "pass", ""), [("period", "no-period")], id="a small q"),
        pytest.param(("E1", "2026M01", "pass", ""), [("period", "no-period")], id="a month, where pay is by quarter"),
        pytest.param(("E1", "2026-01-01", "pass", ""), [("period", "no-period")], id="a day"),
        pytest.param(("E1", "26Q1", "pass", ""), [("period", "no-period")], id="a short year"),
        pytest.param(("E1", "２０２６年", "pass", ""), [("period", "no-period")], id="a year in Chinese"),
        pytest.param(("E1", "2026Q2", "", ""), [("result", "result-missing")], id="no result"),
        pytest.param(("E1", "2026Q2", "优秀", ""), [("result", "no-result")], id="another result"),
        pytest.param(
            ("E2", "2026", "fail", ""), [("deduction", "deduction-missing")], id="a failed year, no deduction"
        ),
        pytest.param(
            ("E2", "2026", "pass", "0"), [("deduction", "deduction-not-allowed")], id="a passed year, deduction 0"
        ),
        pytest.param(("E1", "2026Q2", "fail", "0.5"), [("deduction", "deduction-not-allowed")], id="a failed quarter"),
        pytest.param(("E2", "2026", "fail", "1.01"), [("deduction", "no-deduction")], id="more than all"),
        pytest.param(("E2", "2026", "fail", "-0.1"), [("deduction", "no-deduction")], id="less than nothing"),
        pytest.param(("E2", "2026", "fail", "50%"), [("deduction", "no-deduction")], id="percent"),
        pytest.param(("E2", "2026", "fail", "5e-1"), [("deduction", "no-deduction")], id="powers of ten"),
        pytest.param(("E2", "2026", "fail", "0.5.0"), [("deduction", "no-deduction")], id="two points"),
        pytest.param(("E2", "2026", "fail", "1/2"), [("deduction", "no-deduction")], id="a fraction"),
        pytest.param(("E2", "2026", "fail", "٠"), [("deduction", "no-deduction")], id="a digit of another script"),
        pytest.param(
            ("E9", "2026Q9", "so-so", "2"),
            [("engagement_id", "unknown-engagement"), ("period", "no-period"), ("result", "no-result")],
            id="everything at once",
        ),
    ],
)
def test_a_bad_assessment_row_refuses_the_input(
    row: Sequence[str], expected: list[tuple[str, str]], tmp_path: Path
) -> None:
    found = complaints(tmp_path, assessments=[*GOOD_ASSESSMENTS, row])
    assert sorted(found) == sorted(("考核.csv", 4, column, code) for column, code in expected)


def test_the_bad_rows_of_both_files_are_listed_together(tmp_path: Path) -> None:
    found = complaints(tmp_path, [("E1", "road", "?", ""), ("E1", "road", "?", "")], [("E2", "2026Q1", "pass", "")])
    assert sorted(found) == [
        ("协议.csv", 2, "start", "no-date"),
        ("协议.csv", 3, "engagement_id", "engagement-twice"),
        ("协议.csv", 3, "start", "no-date"),
        ("考核.csv", 2, "engagement_id", "unknown-engagement"),
    ]


def test_the_results_of_an_engagement_whose_row_is_bad_are_not_bad_too(tmp_path: Path) -> None:
    assert complaints(tmp_path, [("E1", "road", "?", "")], GOOD_ASSESSMENTS) == [("协议.csv", 2, "start", "no-date")]


def test_a_missing_standard_is_named_once_with_its_engagements_counted(tmp_path: Path) -> None:
    rows = [("E1", "road", "2026-01-01", ""), ("E2", "水生态保护", "2026-01-01", ""), ("E3", "water", "2026-01-01", "")]
    with pytest.raises(Refusal) as refusal:
        facts(tmp_path, rows)
    (message,) = refusal.value.messages
    assert message.params["problem"] == Message("entitlement.standard-missing", value="水生态保护", rows=2)


def test_a_total_line_is_refused_not_passed_over(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refusal:
        facts(tmp_path, [*GOOD_ENGAGEMENTS, ("", "合计 2 人", "", "")])
    (message,) = refusal.value.messages
    assert message.code == "entitlement.total-line"
    assert "第 4 行" in render(message)


def test_complaints_stand_in_the_order_of_file_sheet_and_row(tmp_path: Path) -> None:
    total = ("", "合计 2 人", "", "")
    engagements = workbook(
        tmp_path / "e.xlsx",
        {
            "二村": [ENGAGEMENT_HEADER, ("E1", "water", "2026-01-01", ""), total, ("E2", "road", "x", "")],
            "一村": [ENGAGEMENT_HEADER, total, ("E1", "road", "2026-01-01", "")],
            "三村": [ENGAGEMENT_HEADER, total],
        },
    )
    assessments = csv_file(tmp_path / "a.csv", [ASSESSMENT_HEADER, ("E1", "x", "pass", ""), ("合计", "", "", "")])
    with pytest.raises(Refusal) as refusal:
        read(engagements, assessments)
    found = [message.params["where"].params for message in refusal.value.messages]
    assert [(where["file"], where.get("sheet"), where["row"]) for where in found] == [
        ("e.xlsx", "二村", 2),
        ("e.xlsx", "二村", 3),
        ("e.xlsx", "二村", 4),
        ("e.xlsx", "一村", 2),
        ("e.xlsx", "一村", 3),
        ("e.xlsx", "三村", 2),
        ("a.csv", None, 2),
        ("a.csv", None, 3),
    ]


def test_a_complaint_names_the_sheet_of_a_workbook(tmp_path: Path) -> None:
    engagements = workbook(
        tmp_path / "e.xlsx",
        {
            "一村": [ENGAGEMENT_HEADER, GOOD_ENGAGEMENTS[0]],
            "二村": [("说明",), ENGAGEMENT_HEADER, ("E1", "road", "x", "")],
        },
    )
    with pytest.raises(Refusal) as refusal:
        read(engagements, csv_file(tmp_path / "a.csv", [ASSESSMENT_HEADER]))
    sentences = [render(message) for message in refusal.value.messages]
    assert all("工作表“二村”，第 3 行" in sentence for sentence in sentences)
    assert any("工作表“一村”，第 2 行" in sentence for sentence in sentences)


def test_a_number_cell_too_long_to_be_kept_whole_is_no_identifier(tmp_path: Path) -> None:
    path = tmp_path / "e.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["engagement_id", "category", "start", "end"])
        sheet.write_row(1, 0, [1234567890123456789, "road", "2026-01-01", ""])
    with pytest.raises(Refusal) as refusal:
        read(path, csv_file(tmp_path / "a.csv", [("engagement_id", "period", "result", "deduction")]))
    said = [message.params["problem"].code for message in refusal.value.messages]
    assert said == ["entitlement.engagement-lost-digits"]


def test_an_id_number_in_the_wrong_column_is_masked(tmp_path: Path) -> None:
    body = "54252319900101001"
    number = body + check_character(body)
    with pytest.raises(Refusal) as refusal:
        facts(tmp_path, [("E1", "road", f"{number} 起", ""), (number, number.lower(), "2026-01-01", "")])
    sentences = " ".join(render(message, language) for message in refusal.value.messages for language in LANGUAGES)
    assert number[6:14] not in sentences
    assert "542523********" in sentences


def test_what_is_wrong_with_both_files_as_such_is_said_together(tmp_path: Path) -> None:
    engagements = csv_file(tmp_path / "e.csv", [("engagement_id", "category", "start")])
    assessments = csv_file(tmp_path / "a.csv", [("engagement_id", "period")])
    with pytest.raises(Refusal) as refusal:
        read(engagements, assessments)
    sentences = [render(message) for message in refusal.value.messages]
    assert len(sentences) == 2
    assert "e.csv" in sentences[0]
    assert "a.csv" in sentences[1]


def test_an_unreadable_engagements_file_does_not_make_every_engagement_unknown(tmp_path: Path) -> None:
    engagements = csv_file(tmp_path / "e.csv", [("engagement_id", "category", "start")])
    assessments = csv_file(tmp_path / "a.csv", [ASSESSMENT_HEADER, ("E1", "2026Q1", "?", "")])
    with pytest.raises(Refusal) as refusal:
        read(engagements, assessments)
    assert len(refusal.value.messages) == 2
