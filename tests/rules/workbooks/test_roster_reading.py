from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from ecopost.foundation.id_numbers import check_character
from ecopost.foundation.refusals import Message, Refusal
from ecopost.workbooks.people import Roster, read_roster
from ecopost.workbooks.specs import ColumnSpec

CATEGORIES = {"公路管护": "road", "road": "road", "厕所保洁(含旅游厕所)": "toilet_cleaning"}


def read(*paths: Path, **settings: Any) -> Roster:
    return read_roster(paths, CATEGORIES, **settings)


def reject(roster: Roster) -> tuple[Any, ...]:
    (row,) = roster.rejects.select("column", "value", "reason").rows()
    return row


def test_a_used_row_says_who_it_is(
    xlsx: Callable[..., Path], roster_rows: Callable[..., list[list[Any]]], id_of: Callable[..., str]
) -> None:
    number = id_of(7, "20000229")
    spaced = {
        "姓名": " 旦增·扎西 ",
        "身份证号": f" {number[:6]} {number[6:]}\u200b",
        "岗位类别": "厕所保洁（含 旅游厕所）",
        "村居代码": 542523203203,
        "人群类别": "　脱贫　",
        "联系电话": "１３９００００００００",
        "社保卡账号": "6217000000000000000",
    }
    (row,) = read(xlsx(花名册=roster_rows(spaced))).candidates.to_dicts()
    assert row == {
        "file": "花名册.xlsx",
        "stem": "花名册",
        "sheet": "花名册",
        "row": 2,
        "number": 1,
        "candidate_id": "1",
        "name": "旦增·扎西",
        "name_key": "旦增扎西",
        "id_number": number,
        "person": int(number[:17]) * 11 + "0123456789X".index(number[17]),
        "flaw": None,
        "birth": date(2000, 2, 29),
        "category": "toilet_cleaning",
        "division": "542523203203",
        "group": "脱贫",
        "phone": "13900000000",
        "bank_account": "6217000000000000000",
    }


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        pytest.param({"身份证号": ""}, ("id_number", "", "empty-id-number"), id="no ID number"),
        pytest.param({"身份证号": " \u3000"}, ("id_number", "", "empty-id-number"), id="blank ID number"),
        pytest.param({"身份证号": 542523198001010012}, ("id_number", "5.4***", "lost-digits"), id="typed as a number"),
        pytest.param({"身份证号": date(2026, 1, 8)}, ("id_number", "202***", "lost-digits"), id="made a date"),
        pytest.param({"身份证号": "5.42523E+17"}, ("id_number", "5.4***", "lost-digits"), id="in powers of ten"),
        pytest.param({"姓名": "\u3000"}, ("name", "", "empty-name"), id="no name"),
        pytest.param({"岗位类别": " "}, ("category", "", "empty-category"), id="no category"),
        pytest.param({"岗位类别": "护林 员"}, ("category", "护林 员", "unknown-category"), id="unknown category"),
        pytest.param({"村居代码": "54252320320"}, ("division", "54252320320", "bad-division"), id="eleven digits"),
        pytest.param({"村居代码": ""}, ("division", "", "bad-division"), id="no division"),
        pytest.param({"村居代码": "٥٤٢٥٢٣"}, ("division", "٥٤٢٥٢٣", "bad-division"), id="other digits"),
        pytest.param(
            {"身份证号": "", "姓名": "", "岗位类别": "甲", "村居代码": "1"},
            ("id_number;name;category;division", ";;甲;1", "empty-id-number;empty-name;unknown-category;bad-division"),
            id="all at once",
        ),
    ],
)
def test_a_row_that_cannot_be_used_is_rejected_with_all_its_reasons(
    xlsx: Callable[..., Path],
    roster_rows: Callable[..., list[list[Any]]],
    changed: dict[str, Any],
    line: tuple[str | None, str, str],
) -> None:
    roster = read(xlsx(花名册=roster_rows({}, changed)))
    assert reject(roster) == line
    assert roster.rejects.select("file", "sheet", "row").row(0) == ("花名册.xlsx", "花名册", 3)
    assert (roster.sources[0].rows, roster.sources[0].used, roster.sources[0].rejected) == (2, 1, 1)


@pytest.mark.parametrize("division", ["542523", "542523203", "542523203203", 542523, " ５４２５２３ "])
def test_a_division_code_has_6_9_or_12_digits(
    xlsx: Callable[..., Path], roster_rows: Callable[..., list[list[Any]]], division: object
) -> None:
    assert read(xlsx(花名册=roster_rows({"村居代码": division}))).rejects.is_empty()


@pytest.mark.parametrize(
    ("number", "flaw"),
    [
        ("542523198001010011", "check"),
        ("54252319800230001", "form"),
        ("5425231980010100123", "form"),
        ("不详", "form"),
        ("５４２５２３", "form"),
    ],
)
def test_a_malformed_id_number_is_found_and_not_rejected(
    xlsx: Callable[..., Path], roster_rows: Callable[..., list[list[Any]]], number: str, flaw: str
) -> None:
    roster = read(xlsx(花名册=roster_rows({"身份证号": number})))
    assert roster.candidates.select("flaw", "person", "birth").row(0) == (flaw, None, None)
    assert roster.rejects.is_empty()


@pytest.mark.parametrize(
    "word", ["合计", " 合 计：", "小计", "总计", "填表人：卓玛", "审核人", "制表人", "负责人：", "经办人"]
)
def test_a_total_or_signature_line_is_not_a_person_and_takes_no_number(
    xlsx: Callable[..., Path], roster_rows: Callable[..., list[list[Any]]], word: str
) -> None:
    rows = roster_rows({}, {"序号": word, "姓名": "2人", "身份证号": "人", "备注": ""}, {"序号": ""})
    roster = read(xlsx(花名册=rows))
    assert roster.rejects.select("row", "column", "reason").rows() == [(3, None, "not-a-person")]
    assert roster.candidates["number"].to_list() == [1, 2]
    assert roster.sources[0].rows == 3


@pytest.mark.parametrize("name", ["扎西合计", "卓玛(负责人)", "甲 小计"])
def test_a_total_word_inside_a_cell_makes_no_total_line(
    xlsx: Callable[..., Path], roster_rows: Callable[..., list[list[Any]]], name: str
) -> None:
    roster = read(xlsx(花名册=roster_rows({"姓名": name, "身份证号": "不详"})))
    assert roster.rejects.is_empty()
    assert roster.candidates["name"].to_list() == [name]


def test_a_total_word_in_any_cell_counts_even_right_of_the_header(
    xlsx: Callable[..., Path], roster_rows: Callable[..., list[list[Any]]]
) -> None:
    rows = [*roster_rows({}), ["", "", "", "", "", "", "", "审核人："]]
    assert read(xlsx(花名册=rows)).rejects["reason"].to_list() == ["not-a-person"]


def test_a_row_with_a_digit_in_the_id_cell_is_a_person_whatever_else_it_says(
    xlsx: Callable[..., Path], roster_rows: Callable[..., list[list[Any]]]
) -> None:
    roster = read(xlsx(花名册=roster_rows({"姓名": "负责人"}, {"序号": "合计", "身份证号": "１2人"})))
    assert roster.candidates.height == 2


def test_blank_rows_do_not_count_and_rejected_people_do(
    xlsx: Callable[..., Path], roster_rows: Callable[..., list[list[Any]]]
) -> None:
    header, first, second, third = roster_rows({}, {"身份证号": ""}, {"序号": ""})
    rows = [header, ["", " ", "\u3000"], first, [], [""] * 9, second, ["\u200b"], third, [0]]
    roster = read(xlsx(甲=rows, 乙=[header, [], first[:1] + third[1:]]))
    assert roster.candidates.select("sheet", "row", "number").rows() == [("甲", 3, 1), ("甲", 8, 3), ("乙", 3, 5)]
    assert roster.rejects["row"].to_list() == [6, 9]
    assert roster.sources[0].rows == 5


def test_a_lost_account_number_is_dropped_and_the_person_stays(
    xlsx: Callable[..., Path], roster_rows: Callable[..., list[list[Any]]]
) -> None:
    accounts = [{"银行账号": 6217000000000000000}, {"银行账号": "6.217E+18"}, {"银行账号": " 6217 "}]
    assert read(xlsx(花名册=roster_rows(*accounts))).candidates["bank_account"].to_list() == [None, None, "6217"]


def test_a_column_a_pack_asks_for_is_there(
    xlsx: Callable[..., Path], roster_rows: Callable[..., list[list[Any]]]
) -> None:
    path = xlsx(花名册=roster_rows({"距文物点（公里）": 1.5}))
    roster = read(path, extra_columns=[ColumnSpec("distance", ("距文物点(公里)",), required=True)])
    assert roster.candidates["distance"].to_list() == ["1.5"]
    with pytest.raises(Refusal):
        read(path, extra_columns=[ColumnSpec("other", (), required=True)])


class TestCandidateId:
    def test_the_column_names_people_if_it_has_no_blank_and_no_repeat(
        self, xlsx: Callable[..., Path], roster_rows: Callable[..., list[list[Any]]]
    ) -> None:
        one = xlsx("一.xlsx", 甲=roster_rows({"序号": "A1"}, {"序号": " Ａ２ "}))
        two = xlsx("二.xlsx", 甲=roster_rows({"序号": 3.0}))
        roster = read(one, two)
        assert roster.candidates["candidate_id"].to_list() == ["A1", "A2", "3"]
        assert roster.notices == ()

    def test_only_rows_that_became_candidates_are_asked(
        self, xlsx: Callable[..., Path], roster_rows: Callable[..., list[list[Any]]]
    ) -> None:
        rejected = {"序号": 1, "身份证号": ""}
        roster = read(xlsx(甲=roster_rows({"序号": 1}, rejected, {"序号": "", "姓名": ""}, {"序号": 2})))
        assert roster.candidates["candidate_id"].to_list() == ["1", "2"]

    @pytest.mark.parametrize(
        "numbers",
        [pytest.param([1, ""], id="a blank"), pytest.param([1, "１"], id="a repeat")],
    )
    def test_otherwise_the_number_of_the_data_row_does_and_a_notice_says_so(
        self, xlsx: Callable[..., Path], roster_rows: Callable[..., list[list[Any]]], numbers: list[object]
    ) -> None:
        roster = read(xlsx(甲=roster_rows({"姓名": ""}, *({"序号": number} for number in numbers))))
        assert roster.candidates["candidate_id"].to_list() == ["2", "3"]
        assert roster.notices == (Message("workbooks.numbered-by-row"),)

    def test_id_numbers_never_serve_as_candidate_numbers(
        self, xlsx: Callable[..., Path], roster_rows: Callable[..., list[list[Any]]]
    ) -> None:
        roster = read(
            xlsx(
                甲=roster_rows(
                    {"序号": "A1"}, {"序号": "542523" + "19800615001" + check_character("54252319800615001")}
                )
            )
        )
        assert roster.candidates["candidate_id"].to_list() == ["1", "2"]
        assert roster.notices == (Message("workbooks.numbered-by-id-numbers"), Message("workbooks.numbered-by-row"))

    def test_several_files_put_their_stem_before_it(
        self, xlsx: Callable[..., Path], roster_rows: Callable[..., list[list[Any]]]
    ) -> None:
        roster = read(xlsx("一.xlsx", 甲=roster_rows({}, {})), xlsx("二.xlsx", 甲=roster_rows({})))
        assert roster.candidates["candidate_id"].to_list() == ["一/1", "一/2", "二/1"]
        assert roster.notices == (Message("workbooks.numbered-by-file"),)

    def test_a_file_that_gave_no_candidate_does_not_count(
        self, xlsx: Callable[..., Path], csv_file: Callable[..., Path], roster_rows: Callable[..., list[list[Any]]]
    ) -> None:
        nobody = csv_file(roster_rows({"身份证号": ""}), "一.csv")
        roster = read(nobody, xlsx("一.xlsx", 甲=roster_rows({"序号": ""})))
        assert roster.candidates["candidate_id"].to_list() == ["1"]

    def test_a_file_without_the_column_makes_it_blank_for_all(
        self, xlsx: Callable[..., Path], roster_rows: Callable[..., list[list[Any]]]
    ) -> None:
        without = [row[1:] for row in roster_rows({})]
        roster = read(xlsx("一.xlsx", 甲=roster_rows({})), xlsx("二.xlsx", 甲=without))
        assert roster.candidates["candidate_id"].to_list() == ["一/1", "二/1"]

    def test_two_files_of_one_stem_are_then_refused(
        self, xlsx: Callable[..., Path], csv_file: Callable[..., Path], roster_rows: Callable[..., list[list[Any]]]
    ) -> None:
        paths = xlsx("一.xlsx", 甲=roster_rows({})), csv_file(roster_rows({}), "一.csv")
        with pytest.raises(Refusal) as refusal:
            read(*paths)
        assert refusal.value.messages == (Message("workbooks.stem-twice", stem="一", files="一.xlsx、一.csv"),)

    def test_a_roster_of_nobody_is_a_roster(
        self, xlsx: Callable[..., Path], roster_rows: Callable[..., list[list[Any]]]
    ) -> None:
        roster = read(xlsx(甲=roster_rows({})[:1]))
        assert roster.candidates.height == 0
        assert roster.candidates.schema["person"] == pl.Int64
        assert (roster.sources[0].rows, roster.notices) == (0, ())


def test_a_table_beside_the_rosters_that_is_none_is_passed_over_and_named(
    xlsx: Callable[..., Path], csv_file: Callable[..., Path], roster_rows: Callable[..., list[list[Any]]]
) -> None:
    roster = read(csv_file([["candidate_id", "outcome"], ["1", "eligible"]], "expected.csv"), xlsx(甲=roster_rows({})))
    assert [source.file for source in roster.sources] == ["花名册.xlsx"]
    assert Message("workbooks.no-roster-in-file", file="expected.csv") in roster.notices


def test_the_reasons_against_all_files_are_told_together(
    xlsx: Callable[..., Path],
    csv_file: Callable[..., Path],
    tmp_path: Path,
    roster_rows: Callable[..., list[list[Any]]],
) -> None:
    (tmp_path / "空.csv").touch()
    lacking = csv_file([["姓名", "身份证号"]], "缺.csv")
    with pytest.raises(Refusal) as refusal:
        read(tmp_path / "空.csv", lacking, xlsx(甲=roster_rows({})))
    assert [message.params["file"] for message in refusal.value.messages] == ["空.csv", "缺.csv"]
