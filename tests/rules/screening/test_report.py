import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from itertools import chain
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from openpyxl import Workbook

from ecopost.foundation.id_numbers import check_character
from ecopost.foundation.messages import LANGUAGES, Language, render
from ecopost.foundation.refusals import Message
from ecopost.policy.loading import load_pack, shipped_overlays, shipped_packs
from ecopost.screening import report
from ecopost.screening.engines import engine
from ecopost.screening.findings import OUTCOMES
from ecopost.screening.report import write_report
from ecopost.screening.screening import Screening, screen
from ecopost.workbooks import people
from ecopost.workbooks.files import register_files, roster_files

GAR = Path(__file__).parents[2] / "data" / "gar-2026"
SHEETS = {"ineligible": "不符合", "review": "待核实", "unchecked": "未比对", "eligible": "符合"}
LONG_NUMBER = re.compile(r"[0-9]{17}[0-9Xx]")


def screened(*, without: frozenset[str] = frozenset(), overlays: tuple[Path, ...] = ()) -> Screening:
    loaded = load_pack("xizang-2026", overlays)
    registers, _ = register_files(GAR / "registers", loaded.register_names())
    supplied = {name: path for name, path in registers.items() if name not in without}
    return screen(loaded, 2026, roster_files(GAR / "rosters")[0], supplied, engine("polars"))


@pytest.fixture(scope="module")
def gar() -> Screening:
    return screened()


@pytest.fixture
def opened(tmp_path: Path) -> Callable[..., Workbook]:
    def write(screening: Screening, language: Language = "zh") -> Workbook:
        write_report(screening, tmp_path, language)
        return openpyxl.load_workbook(tmp_path / "result.xlsx")

    return write


@pytest.fixture(scope="module")
def book(gar: Screening, tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    folder = tmp_path_factory.mktemp("report")
    write_report(gar, folder, "zh")
    return openpyxl.load_workbook(folder / "result.xlsx")


def rows(book: Workbook, sheet: str) -> list[dict[str, object]]:
    """The rows of the sheet's table by heading."""
    header, *below = [
        row for row in book[sheet].iter_rows(values_only=True) if row[1] is not None or row[-1] is not None
    ]
    return [dict(zip(header, row, strict=True)) for row in below]


def texts(book: Workbook) -> list[str]:
    return [
        str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None
    ]


def test_the_sheets_go_from_the_summary_over_the_outcomes_to_the_data(book: Workbook) -> None:
    assert book.sheetnames == ["汇总", "按条件统计", *SHEETS.values(), "退回的行", "数据来源"]


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_everyone_stands_on_the_sheet_of_their_outcome_in_the_order_of_the_rosters(
    book: Workbook, gar: Screening, outcome: str
) -> None:
    of_outcome = gar.verdicts.filter(outcome=outcome)
    people_there = gar.roster.candidates.join(of_outcome, on="candidate_id", how="semi", maintain_order="left")
    assert [row["编号"] for row in rows(book, SHEETS[outcome])] == people_there["candidate_id"].to_list()


def test_file_and_row_lead_back_to_the_roster(book: Workbook, gar: Screening) -> None:
    where = {row["编号"]: (row["姓名"], row["文件"], row["行"]) for row in rows(book, "不符合")}
    for number, *place in gar.roster.candidates.select("candidate_id", "name", "file", "row").iter_rows():
        assert where.get(number, tuple(place)) == tuple(place)


def test_the_summary_counts_every_outcome_and_its_share(book: Workbook, gar: Screening) -> None:
    counted = {row["结果"]: (row["人数"], row["占比"]) for row in summary_table(book)}
    total = gar.verdicts.height
    for outcome, number in gar.verdicts.group_by("outcome").len().iter_rows():
        people_there, share = counted[SHEETS[outcome]]
        assert people_there == number
        assert abs(float(share.rstrip("%")) - 100 * number / total) <= 0.05


def summary_table(book: Workbook) -> list[dict[str, object]]:
    lines = [row for row in book["汇总"].iter_rows(values_only=True) if row[1] is not None]
    return [dict(zip(lines[0], row, strict=True)) for row in lines[1:]]


def test_the_summary_says_what_to_do_and_that_people_decide(book: Workbook) -> None:
    for row in summary_table(book):
        assert len(str(row["怎么办"])) > 20
    assert any("不会自动取消任何人的资格" in text for text in texts(book))


def test_people_rejected_from_the_rosters_are_counted_apart_and_totals_are_not_people(
    book: Workbook, gar: Screening
) -> None:
    rejected = gar.roster.rejects.filter(pl.col("reason") != "not-a-person").height
    assert 0 < rejected < gar.roster.rejects.height
    assert {row["结果"]: row["人数"] for row in summary_table(book)}["退回的行"] == rejected


def test_every_condition_of_the_pack_is_counted_also_when_nobody_was_found(book: Workbook, gar: Screening) -> None:
    counted = rows(book, "按条件统计")
    assert len(counted) == len(gar.loaded.pack.rules)
    effects = Counter(gar.findings["effect"])
    assert sum(row["查到人数"] for row in counted) == effects["exclude"] + effects["review"]
    assert sum(row["未比对人数"] for row in counted) == effects["unchecked"]


def test_every_finding_is_a_numbered_line_with_its_article_the_worst_first(book: Workbook, gar: Screening) -> None:
    severity = {"exclude": 0, "review": 1, "unchecked": 2}
    by_person = {name[0]: part for name, part in gar.findings.group_by("candidate_id")}
    seen = 0
    for outcome in OUTCOMES[:3]:
        for row in rows(book, SHEETS[outcome]):
            lines = str(row["发现的情况"]).split("\n")
            effects = sorted(severity[effect] for effect in by_person[row["编号"]]["effect"])
            assert [line.split("．")[0] for line in lines] == [str(number + 1) for number in range(len(effects))]
            assert all(re.search("（第.+条(第（.+）项)?）$", line) for line in lines)
            marks = [("〔待核实〕" in line) + 2 * ("〔未比对〕" in line) for line in lines]
            assert marks == [0 if effect == effects[0] else effect for effect in effects]
            seen += len(lines)
    assert seen == gar.findings.height


def test_a_finding_names_the_department_that_can_check_it(book: Workbook, gar: Screening) -> None:
    single = gar.findings.filter(pl.len().over("candidate_id") == 1, effect="exclude")
    who = {row["编号"]: row["由谁核实"] for row in rows(book, "不符合")}
    for rule, department in (("age", "花名册填报单位"), ("deceased", "公安部门")):
        assert {who[number] for number in single.filter(rule=rule)["candidate_id"]} == {department}


def test_no_id_number_stands_in_clear_anywhere(book: Workbook) -> None:
    assert [text for text in texts(book) if LONG_NUMBER.search(text)] == []
    shown = [str(row["公民身份号码"]) for row in rows(book, "符合")]
    assert all(re.fullmatch(r"[0-9]{6}\*{8}[0-9]{3}[0-9X]", number) for number in shown)


def test_every_rejected_row_is_listed_with_a_reason_and_those_to_mend_come_first(
    book: Workbook, gar: Screening
) -> None:
    listed = rows(book, "退回的行")
    all_rejects = pl.concat([gar.roster.rejects, *(table.rejects for table in gar.tables.values())])
    assert Counter((row["文件"], row["行"]) for row in listed) == Counter(all_rejects.select("file", "row").iter_rows())
    nobody = ["不用处理" in str(row["原因和处理办法"]) for row in listed]
    assert nobody == sorted(nobody)


def test_every_reason_for_rejecting_a_row_and_its_column_have_words() -> None:
    faults = (*people._ROSTER_FAULTS, *people._REGISTER_FAULTS)
    for language in LANGUAGES:
        for code in {"not-a-person", *(fault.reason for fault in faults)}:
            assert len(render(Message(f"workbooks.reject-{code}"), language)) > 10
        for column in {fault.column for fault in faults}:
            assert render(Message(f"screening.column-{column}"), language)


def test_the_sources_name_department_file_date_and_rows(book: Workbook, gar: Screening) -> None:
    listed = {row["文件"]: row for row in rows(book, "数据来源")}
    for source in (*gar.roster.sources, *(table.source for table in gar.tables.values())):
        row = listed[source.file]
        assert (row["读取行数"], row["采用行数"], row["退回行数"]) == (source.rows, source.used, source.rejected)
        assert row["数据日期"] == (source.as_of or "未注明")


def test_a_missing_register_is_said_in_words(opened: Callable[..., Workbook]) -> None:
    book = opened(screened(without=frozenset({"students"})))
    assert {row["数据"]: row["文件"] for row in rows(book, "数据来源")}["在校生"] == "未提供"
    assert "未提供的部门数据：在校生。相关条件只能列为“未比对”。" in texts(book)


def test_an_outcome_without_people_says_so(opened: Callable[..., Workbook], gar: Screening) -> None:
    nobody = replace(gar, verdicts=gar.verdicts.with_columns(outcome=pl.lit("eligible")), findings=gar.findings.clear())
    assert opened(nobody)["不符合"]["A4"].value == "没有这一类人员。"


def test_a_screening_of_nobody_has_a_workbook_too(opened: Callable[..., Workbook], gar: Screening) -> None:
    roster = replace(gar.roster, candidates=gar.roster.candidates.clear(), rejects=gar.roster.rejects.clear())
    book = opened(replace(gar, roster=roster, verdicts=gar.verdicts.clear(), findings=gar.findings.clear()))
    assert [row["占比"] for row in summary_table(book)] == ["0.0%"] * 4


def test_a_name_that_begins_like_a_formula_stays_a_name(opened: Callable[..., Workbook], gar: Screening) -> None:
    named = gar.roster.candidates.with_columns(name=pl.lit("=HYPERLINK(1)"))
    book = opened(replace(gar, roster=replace(gar.roster, candidates=named)))
    cells = [cell for row in book["符合"].iter_rows() for cell in row if cell.value == "=HYPERLINK(1)"]
    assert {cell.data_type for cell in cells} == {"s"}


def test_the_same_screening_gives_the_same_bytes(gar: Screening, tmp_path: Path) -> None:
    first, second = tmp_path / "1", tmp_path / "2"
    for folder in (first, second):
        folder.mkdir()
        write_report(gar, folder, "zh")
    assert (first / "result.xlsx").read_bytes() == (second / "result.xlsx").read_bytes()


def test_a_file_is_named_with_its_sheet_where_people_stand_on_several(
    opened: Callable[..., Workbook], gar: Screening
) -> None:
    halves = pl.when(pl.col("row") % 2 == 0).then(pl.lit("甲组")).otherwise(pl.lit("乙组"))
    two_sheets = gar.roster.candidates.with_columns(sheet=halves)
    book = opened(replace(gar, roster=replace(gar.roster, candidates=two_sheets)))
    assert {str(row["文件"]).split("\n")[1] for row in rows(book, "符合")} == {"甲组", "乙组"}


@pytest.fixture
def two_counties(gar: Screening, monkeypatch: pytest.MonkeyPatch) -> Screening:
    """One roster in another county, and so many people that every county has its own workbook."""
    monkeypatch.setattr(report, "MOST_IN_ONE_WORKBOOK", gar.verdicts.height - 1)
    elsewhere = pl.when(stem="左左乡").then(pl.lit("542521") + pl.col("division").str.slice(6)).otherwise("division")
    return replace(gar, roster=replace(gar.roster, candidates=gar.roster.candidates.with_columns(division=elsewhere)))


def test_above_the_limit_every_county_has_its_own_workbook_of_its_own_people(
    two_counties: Screening, tmp_path: Path
) -> None:
    write_report(two_counties, tmp_path, "zh")
    assert sorted(path.name for path in tmp_path.rglob("*.xlsx")) == ["542521.xlsx", "542523.xlsx"]
    numbers = {}
    for county in ("542521", "542523"):
        book = openpyxl.load_workbook(tmp_path / "result" / f"{county}.xlsx")
        numbers[county] = [str(row["编号"]) for sheet in SHEETS.values() for row in rows(book, sheet)]
    assert {number.split("/")[0] for number in numbers["542521"]} == {"左左乡"}
    assert "左左乡" not in {number.split("/")[0] for number in numbers["542523"]}
    assert sorted(chain(*numbers.values())) == two_counties.verdicts["candidate_id"].to_list()


def test_a_county_is_shown_its_own_rosters_and_their_rejected_rows(two_counties: Screening, tmp_path: Path) -> None:
    write_report(two_counties, tmp_path, "zh")
    for county, own in (("542521", {"左左乡"}), ("542523", {"扎西岗乡", "昆莎乡", "狮泉河镇", "门士乡"})):
        book = openpyxl.load_workbook(tmp_path / "result" / f"{county}.xlsx")
        for sheet in ("数据来源", "退回的行"):
            assert {Path(str(row["文件"])).stem for row in rows(book, sheet) if row["数据"] == "花名册"} == own


def test_up_to_the_limit_there_is_one_workbook(gar: Screening, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "MOST_IN_ONE_WORKBOOK", gar.verdicts.height)
    write_report(gar, tmp_path, "zh")
    assert [path.name for path in tmp_path.iterdir()] == ["result.xlsx"]


def test_of_very_many_rejected_rows_only_the_first_are_listed_and_it_says_so(
    opened: Callable[..., Workbook], gar: Screening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report, "MOST_REJECTS", 5)
    book = opened(gar)
    total = gar.roster.rejects.height + sum(table.rejects.height for table in gar.tables.values())
    assert f"本表只列出前 5 行，全部 {total} 行见 rejects.csv。" in texts(book)
    assert len(rows(book, "退回的行")) == 5


def test_in_english_all_the_program_says_is_english(opened: Callable[..., Workbook], gar: Screening) -> None:
    nameless = gar.roster.candidates.with_columns(
        name=pl.lit("N"), file=pl.lit("f"), candidate_id=pl.col("candidate_id")
    )
    book = opened(replace(gar, roster=replace(gar.roster, candidates=nameless)), "en")
    assert book.sheetnames[0] == "Summary"
    said = [str(cell.value) for row in book["Summary"].iter_rows() for cell in row if cell.value is not None]
    assert [text for text in said if re.search("[\u4e00-\u9fff]", text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("pack_id", shipped_packs())
def test_what_any_shipped_pack_finds_can_be_put_into_words(pack_id: str, language: Language, tmp_path: Path) -> None:
    loaded = load_pack(pack_id)
    body = "54252319400615001"
    given = {
        "姓名": "次仁卓玛",
        "身份证号": body + check_character(body),
        "岗位类别": loaded.pack.categories[0].name.zh,
        "区划代码": "542523201",
    } | {column.name.zh: "1" for column in loaded.pack.roster_columns}
    roster = tmp_path / "花名册.csv"
    roster.write_text("\n".join([",".join(given), ",".join(given.values())]), "utf-8")
    write_report(screen(loaded, 2026, [roster], {}, engine("polars")), tmp_path, language)
    book = openpyxl.load_workbook(tmp_path / "result.xlsx")
    assert len(book.sheetnames) == 8
    assert not any("{" in text for text in texts(book))


def test_what_an_overlay_demands_stands_beneath_the_packs_own_words(opened: Callable[..., Workbook]) -> None:
    book = opened(screened(overlays=shipped_overlays("xizang-2026")))
    conditions = [str(row["条件"]) for row in rows(book, "按条件统计")]
    assert any(text.count("周岁") > 2 and "\n" in text for text in conditions)
    assert any("从严）" in str(row["发现的情况"]) for row in rows(book, "不符合"))
