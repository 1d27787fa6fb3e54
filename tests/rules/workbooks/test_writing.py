import re
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from ecopost.workbooks.writing import (
    CHINESE_FONTS,
    Cell,
    Column,
    Look,
    Marked,
    OfficialSheet,
    official_workbook,
    wrapped_lines,
)

LOOK = Look(
    title="路&水",
    fonts=CHINESE_FONTS,
    foot_left="含个人信息",
    foot_center="第 &P 页　共 &N 页",
    foot_right="经办人：",
    cut="……（全部见 findings.csv）",
)
COLUMNS = (Column("姓名", 12), Column("情况", 20), Column("人数", 10, "right"), Column("行", 6, "center"))
CLOSING = "，。、；：！？）》”’"

Write = Callable[[OfficialSheet], object]


@pytest.fixture
def written(tmp_path: Path) -> Callable[[Write], Path]:
    def write(fill: Write) -> Path:
        path = tmp_path / "official.xlsx"
        with official_workbook(path, LOOK) as book:
            fill(book.sheet("名单", COLUMNS, "stop"))
        return path

    return write


@pytest.fixture
def sheet_of(written: Callable[[Write], Path]) -> Callable[[Write], Worksheet]:
    return lambda fill: openpyxl.load_workbook(written(fill))["名单"]


def table(*rows: Sequence[Cell]) -> Write:
    return lambda sheet: sheet.long_table(rows, nothing="没有。", frozen=1)


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "{=1}", "http://a.b", "001", "1e5", "=cmd|' '!A0"]
)
def test_what_looks_like_a_formula_a_link_or_a_number_stays_text(written: Callable[[Write], Path], text: str) -> None:
    path = written(lambda sheet: (sheet.title(text), sheet.line(text), sheet.table([(text, text, 1, 2)])))
    sheet = openpyxl.load_workbook(path)["名单"]
    assert [sheet.cell(row, 1).value for row in (1, 2, 4)] == [text, text, text]
    assert {sheet.cell(row, 1).data_type for row in (1, 2, 4)} == {"s"}
    parts = [zipfile.ZipFile(path).read(name) for name in zipfile.ZipFile(path).namelist()]
    assert not any(re.search(rb"<f[ >]|<hyperlink", part) for part in parts)


@pytest.mark.parametrize("text", ["a\x0bb", "_x0041_", "བཀྲ་ཤིས།", "𠮷田", "<&>\"'", " 前后 "])
def test_odd_characters_come_back_as_they_were(written: Callable[[Write], Path], text: str) -> None:
    path = written(table((text, "", 0, 0)))
    assert CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()[1][0] == text
    openpyxl.load_workbook(path)


def test_the_same_content_gives_the_same_bytes(written: Callable[[Write], Path]) -> None:
    fill = table(("甲", "乙", 1, 2), (Marked("丙", "check"), None, None, None))
    assert written(fill).read_bytes() == written(fill).read_bytes()


def test_it_prints_on_a4_landscape_one_page_wide_with_the_header_on_every_page(
    sheet_of: Callable[[Write], Worksheet],
) -> None:
    sheet = sheet_of(lambda page: (page.title("名单"), table(("甲", "乙", 1, 2))(page)))
    assert (sheet.page_setup.orientation, str(sheet.page_setup.paperSize)) == ("landscape", "9")
    assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight) == (True, 0)
    assert sheet.print_title_rows == "$2:$2"


def test_the_header_stays_in_sight_and_the_table_can_be_filtered(sheet_of: Callable[[Write], Worksheet]) -> None:
    sheet = sheet_of(table(("甲", "乙", 1, 2), ("丙", "丁", 3, 4)))
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B2", "A1:D3")


def test_an_empty_table_says_so_and_has_nothing_to_filter(sheet_of: Callable[[Write], Worksheet]) -> None:
    sheet = sheet_of(table())
    assert (sheet["A2"].value, sheet.auto_filter.ref) == ("没有。", None)


def test_pages_are_numbered_and_an_ampersand_in_the_title_is_no_command(
    sheet_of: Callable[[Write], Worksheet],
) -> None:
    sheet = sheet_of(table())
    assert sheet.oddHeader.left.text == "路&&水"
    assert sheet.oddFooter.center.text.replace("[Page]", "P").replace("[Pages]", "N") == "第 &P 页　共 &N 页"


def test_amounts_are_numbers_with_thousands_and_row_numbers_are_plain(
    sheet_of: Callable[[Write], Worksheet],
) -> None:
    sheet = sheet_of(table(("甲", "乙", 12345, 12345)))
    assert [(cell.value, cell.number_format) for cell in sheet[2][2:]] == [(12345, "#,##0"), (12345, "General")]


def test_a_marked_cell_has_a_colour_and_its_words(sheet_of: Callable[[Write], Worksheet]) -> None:
    sheet = sheet_of(table((Marked("不符合", "stop"), "甲", 1, 1)))
    assert sheet["A2"].value == "不符合"
    assert sheet["A2"].fill.fgColor.rgb != sheet["B2"].fill.fgColor.rgb


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("一二三四五六七八九十", 1),
        ("一二三四五六七八九十一", 2),
        ("1．甲\n2．乙\n3．丙", 3),
        ("出生于 2011-06-01 的人 2026-01-01 时", 2),
        ("a" * 41, 3),
        ("", 1),
    ],
    ids=["just fits", "one more", "lines of its own", "a date is not broken", "a word too long", "empty"],
)
def test_a_row_is_as_tall_as_its_text_needs(sheet_of: Callable[[Write], Worksheet], text: str, lines: int) -> None:
    sheet = sheet_of(table(("甲", text, 1, 1), ("甲", "乙", 1, 1)))
    one_line, line = sheet.row_dimensions[3].height, 14.25
    assert sheet.row_dimensions[2].height == one_line + (lines - 1) * line


def test_text_taller_than_any_row_is_cut_and_says_where_the_rest_is(sheet_of: Callable[[Write], Worksheet]) -> None:
    sheet = sheet_of(table(("甲", "长" * 40_000, 1, 1)))
    assert sheet["B2"].value.endswith("\n……（全部见 findings.csv）")
    assert len(wrapped_lines(sheet["B2"].value, 20)) * 14.25 < sheet.row_dimensions[2].height <= 409


def half_widths(text: str) -> int:
    return sum(1 if character.isascii() else 2 for character in text)


@given(st.text("甲乙丙 a1-，。）“（", max_size=200), st.integers(8, 60))
def test_no_line_is_wider_than_the_cell_and_nothing_is_lost(text: str, width: int) -> None:
    lines = wrapped_lines(text, width)
    assert "".join(lines) == text
    assert all(half_widths(line.rstrip(" " + CLOSING)) <= width for line in lines)


@given(st.text("甲乙a，。）", min_size=1, max_size=200), st.integers(20, 60))
def test_a_closing_mark_begins_a_line_only_after_more_of_them_than_fit(text: str, width: int) -> None:
    for before, line in zip(lines := wrapped_lines(text, width), lines[1:], strict=False):
        assert line[0] not in CLOSING or len(before) - len(before.rstrip(CLOSING)) >= width // 2 - 1
