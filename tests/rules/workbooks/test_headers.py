from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from ecopost.foundation.messages import render
from ecopost.foundation.refusals import Message, Refusal
from ecopost.workbooks.raw import read_table
from ecopost.workbooks.specs import TableSpec, register_spec, roster_spec

ROSTER = roster_spec()
GOOD = ["序号", "姓名", "身份证号", "岗位类别", "村居代码"]
ID_NUMBER = "身份证号（或 身份证号码、公民身份号码、证件号码）"
DATA = ["1", "甲", "54252319800101001X", "公路管护", "542523203203"]


def refused(path: Path, spec: TableSpec = ROSTER) -> list[Message]:
    with pytest.raises(Refusal) as refusal:
        read_table(path, spec)
    return list(refusal.value.messages)


def columns(message: Message) -> str:
    named = message.params["columns"]
    assert isinstance(named, Message)
    return render(named)


@pytest.mark.parametrize(
    "header",
    [
        pytest.param(GOOD, id="Chinese aliases"),
        pytest.param(["candidate_id", "name", "id_number", "category", "division"], id="canonical names"),
        pytest.param(["编号", "姓名", "公民身份号码", "岗位类型", "区划代码"], id="other aliases"),
        pytest.param(["序 号", "姓  名", "身份证\n号码", "岗位类别*", "村居代码＊"], id="line breaks, spaces, stars"),
        pytest.param(
            ["序号", "姓\u3000名", "\ufeff证件号码", "岗位\u200b类别 * ", "ｄｉｖｉｓｉｏｎ"], id="invisible and wide"
        ),
    ],
)
def test_a_column_is_matched_by_any_of_its_names_however_it_is_spaced(
    xlsx: Callable[..., Path], header: list[str]
) -> None:
    frame = read_table(xlsx(花名册=[header, DATA]), ROSTER).frame
    assert frame.row(0, named=True) == {
        "sheet": "花名册",
        "row": 2,
        "candidate_id": "1",
        "name": "甲",
        "id_number": "54252319800101001X",
        "category": "公路管护",
        "division": "542523203203",
        "id_number:lost": False,
    }


def test_a_leading_star_or_another_word_is_not_the_column(xlsx: Callable[..., Path]) -> None:
    header = [*GOOD[:3], "*岗位类别", GOOD[4]]
    assert refused(xlsx(花名册=[header, DATA])) == [
        Message(
            "workbooks.missing-columns",
            file="花名册.xlsx",
            sheet=Message("workbooks.in-sheet", sheet="花名册"),
            row=1,
            columns=Message("foundation.either", zh="岗位类别（或 岗位类型）", en="category (or 岗位类别, 岗位类型)"),
        )
    ]


def test_the_header_may_stand_in_row_30_behind_titles_and_a_hundred_columns(xlsx: Callable[..., Path]) -> None:
    titles = [["噶尔县花名册"]] + [[f"说明 {n}"] for n in range(28)]
    header = [f"其他{n}" for n in range(700)] + GOOD
    frame = read_table(xlsx(花名册=[*titles, header, [""] * 700 + DATA]), ROSTER, extras=False).frame
    assert frame["row"].to_list() == [30 + 1]
    assert frame["name"].to_list() == ["甲"]


def test_the_first_row_with_all_required_columns_is_the_header(xlsx: Callable[..., Path]) -> None:
    rows = [["姓名", "身份证号"], GOOD, DATA, GOOD]
    assert read_table(xlsx(花名册=rows), ROSTER).frame["name"].to_list() == ["甲", "姓名"]


def test_sheets_are_read_in_order_and_one_without_id_numbers_is_skipped_and_named(xlsx: Callable[..., Path]) -> None:
    path = xlsx(
        二=[["标题"], GOOD, DATA],
        填表说明=[["1.身份证号码请以文本格式填写。"]],
        一=[GOOD, [*DATA[:1], "乙", *DATA[2:]]],
    )
    table = read_table(path, ROSTER)
    assert table.frame.select("sheet", "row", "name").rows() == [("二", 3, "甲"), ("一", 2, "乙")]
    assert table.notices == (Message("workbooks.sheet-skipped", file="花名册.xlsx", sheet="填表说明"),)


def test_a_list_of_column_names_in_the_instructions_is_no_table(xlsx: Callable[..., Path]) -> None:
    explained = [
        ["栏目", "说明"],
        ["姓名", "按身份证填写"],
        ["身份证号", "18 位，文本格式"],
        ["岗位类别", "从六类中选"],
    ]
    table = read_table(xlsx(花名册=[GOOD, DATA], 填表说明=explained), ROSTER)
    assert [notice.params["sheet"] for notice in table.notices] == ["填表说明"]


def test_a_sheet_with_id_numbers_but_without_required_columns_is_refused_naming_all_that_lack(
    xlsx: Callable[..., Path],
) -> None:
    path = xlsx(甲=[["姓名", "身份证号"], ["甲", "1"]], 乙=[["标题"], ["身份证号码"], ["1"]], 丙=[GOOD, DATA])
    assert [(m.code, m.params["row"], columns(m)) for m in refused(path)] == [
        ("workbooks.missing-columns", 1, "岗位类别（或 岗位类型）、区划代码（或 村居代码）"),
        ("workbooks.missing-columns", 2, "姓名、岗位类别（或 岗位类型）、区划代码（或 村居代码）"),
    ]


def test_what_lacks_and_what_stands_twice_are_told_together(csv_file: Callable[..., Path]) -> None:
    path = csv_file([[*GOOD[:3], "证件号码", GOOD[4]], DATA])
    assert [(m.code, columns(m)) for m in refused(path)] == [
        ("workbooks.missing-columns", "岗位类别（或 岗位类型）"),
        ("workbooks.doubled-columns", ID_NUMBER),
    ]


@pytest.mark.parametrize(
    ("header", "doubled"),
    [
        pytest.param([*GOOD, "身份证号码"], ID_NUMBER, id="two names of one column"),
        pytest.param([*GOOD, "姓 名", "联系电话", "phone"], "姓名、联系电话", id="two columns twice"),
    ],
)
def test_a_column_found_twice_is_refused(xlsx: Callable[..., Path], header: list[str], doubled: str) -> None:
    (message,) = refused(xlsx(花名册=[header, DATA]))
    assert (message.code, columns(message)) == ("workbooks.doubled-columns", doubled)


def test_a_column_nobody_asked_for_may_stand_twice(xlsx: Callable[..., Path]) -> None:
    header = ["身份证号", "备注", "备注", "备注 (2)", "", "审批\n 日期"]
    row = ["54252319800101001X", "甲", "乙", "丙", "丁", date(2026, 1, 8)]
    frame = read_table(xlsx(死亡=[header, row]), register_spec("deaths", ["id_number"])).frame
    assert frame.select("^extra:.*$").row(0, named=True) == {
        "extra:备注": "甲",
        "extra:备注 (2)": "乙",
        "extra:备注 (2) (2)": "丙",
        "extra:审批 日期": "2026-01-08",
    }


def test_nothing_is_built_of_columns_nobody_asked_for(xlsx: Callable[..., Path]) -> None:
    frame = read_table(
        xlsx(死亡=[["身份证号", "备注"], ["1", "甲"]]), register_spec("deaths", ["id_number"]), extras=False
    ).frame
    assert frame.columns == ["sheet", "row", "id_number", "id_number:lost"]


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([["姓名", "岗位类别"], ["甲", "公路管护"]], id="no ID-number column"),
        pytest.param([[""]], id="nothing"),
        pytest.param([["噶尔县"], ["合计"]], id="titles only"),
    ],
)
def test_a_file_without_a_header_is_refused(
    xlsx: Callable[..., Path], csv_file: Callable[..., Path], rows: list[list[str]]
) -> None:
    for path in (xlsx(花名册=rows), csv_file(rows)):
        assert [message.code for message in refused(path)] == ["workbooks.no-header"]


@pytest.mark.parametrize(
    ("title", "as_of"),
    [
        ("填报日期：2026年1月8日　单位：人", "2026-01-08"),
        ("截至 2026-01-08", "2026-01-08"),
        ("2026/1/8", "2026-01-08"),
        ("（２０２６．１．８）", "2026-01-08"),
        ("2026 年 1 月 8 日", "2026-01-08"),
        ("2025年12月1日至2026年1月8日", "2026-01-08"),
        (date(2026, 1, 8), "2026-01-08"),
        ("2026年度", None),
        ("2026年2月30日", None),
        ("文号 12026-01-08", None),
        ("542523202601081234", None),
    ],
)
def test_the_date_a_title_states_is_the_date_of_the_file(
    xlsx: Callable[..., Path], title: object, as_of: str | None
) -> None:
    assert read_table(xlsx(花名册=[["花名册", title], ["填表人"], GOOD, [*DATA, "2020-01-01"]]), ROSTER).as_of == as_of


def test_the_last_date_above_a_header_counts_and_a_file_time_never(xlsx: Callable[..., Path]) -> None:
    path = xlsx(甲=[["2026-01-08"], GOOD], 乙=[["2026-02-01"], ["2026-03-01", "2026-03-02"], GOOD], 丙=[GOOD])
    assert read_table(path, ROSTER).as_of == "2026-03-02"
    assert read_table(xlsx(甲=[GOOD, DATA]), ROSTER).as_of is None


def test_merged_titles_and_merged_header_cells_are_no_obstacle(tmp_path: Path) -> None:
    path = tmp_path / "花名册.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.merge_range("B2:F2", "噶尔县花名册（2026年1月8日）")
        for place, label in enumerate(GOOD, 1):
            sheet.merge_range(2, place, 3, place, label)
        sheet.write_row(4, 1, DATA)
    table = read_table(path, ROSTER)
    assert table.frame.select("row", "name").rows() == [(5, "甲")]
    assert table.as_of == "2026-01-08"
