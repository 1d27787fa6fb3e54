from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from ecopost.foundation.id_numbers import check_character
from ecopost.foundation.refusals import Refusal
from ecopost.workbooks.cleaning import cleaned
from ecopost.workbooks.given import table_of_rows
from ecopost.workbooks.people import read_register, register_of
from ecopost.workbooks.specs import register_spec

HOUSEHOLD = register_spec("household", ["id_number", "name", "household_id"], ["household_size", "division"])
DEATHS = register_spec("deaths", ["id_number"], ["name", "death_date"])


def person(number: str) -> int:
    return int(number[:17]) * 11 + "0123456789X".index(number[17])


def test_readable_rows_keep_their_text_and_can_be_cleaned_later(
    csv_file: Callable[..., Path], id_of: Callable[..., str]
) -> None:
    path = csv_file([["身份证号", "姓名", "户号", "户人口数"], [id_of(1), " 甲 ", "Ｈ１", "5"]], "户籍.csv")
    rows = read_register(path, HOUSEHOLD, extras=False).rows
    assert set(rows.columns) == {"person", "row", "name", "household_id", "household_size"}
    assert rows.select("person", "row", "name", "household_id").row(0) == (person(id_of(1)), 2, " 甲 ", "Ｈ１")
    assert cleaned(rows).select("name", "household_id").row(0) == ("甲", "H1")


def test_unreadable_rows_are_named_and_their_doubt_kept(
    csv_file: Callable[..., Path], id_of: Callable[..., str]
) -> None:
    rows = [
        ["户号", "姓名", "证件号码"],
        ["H1", "甲", id_of(1)],
        ["H2", "旦增·扎西", ""],
        ["H3", "乙", "5.4E+17"],
        [" ", " ", "不详"],
        ["Ｈ5", "丙", id_of(2)[:17]],
        ["H6", "丁", "542523198013010013"],
        ["合计", "", "人"],
        ["", "", ""],
    ]
    register = read_register(csv_file(rows, "户籍.csv"), HOUSEHOLD, extras=False)
    assert register.unreadable.rows() == [
        ("旦增扎西", "H2"),
        ("乙", "H3"),
        (None, None),
        ("丙", "H5"),
        ("丁", "H6"),
    ]
    assert register.rejects.select("row", "value", "reason").rows() == [
        (3, "", "empty-id-number"),
        (4, "5.4***", "lost-digits"),
        (5, "不详***", "malformed-id-number"),
        (6, "542***", "malformed-id-number"),
        (7, "542***", "malformed-id-number"),
        (8, "合计", "not-a-person"),
    ]
    assert (register.source.rows, register.source.used, register.source.rejected) == (7, 1, 6)


def test_a_register_without_names_and_households_leaves_them_unknown(csv_file: Callable[..., Path]) -> None:
    register = read_register(csv_file([["身份证号"], ["不详"]], "死亡.csv"), DEATHS, extras=False)
    assert register.unreadable.rows() == [(None, None)]


def test_an_empty_register_is_supplied(csv_file: Callable[..., Path], xlsx: Callable[..., Path]) -> None:
    for path in (csv_file([["身份证号"]], "死亡.csv"), xlsx("死亡.xlsx", 甲=[["身份证号", "备注"]])):
        register = read_register(path, DEATHS, extras=True)
        assert (register.rows.height, register.source.rows) == (0, 0)
        assert register.rows.schema["person"] == pl.Int64


def test_a_register_file_without_a_readable_sheet_is_refused(xlsx: Callable[..., Path]) -> None:
    with pytest.raises(Refusal) as refusal:
        read_register(xlsx("死亡.xlsx", 甲=[["姓名"], ["甲"]], 乙=[["说明"]]), DEATHS, extras=True)
    assert [message.code for message in refusal.value.messages] == ["workbooks.no-header"]


def test_other_columns_are_evidence_as_they_are_written(xlsx: Callable[..., Path], id_of: Callable[..., str]) -> None:
    path = xlsx(
        "死亡.xlsx",
        甲=[
            ["身份证号", "死亡日期", "登记机关", "金额", "已核", "比例"],
            [id_of(1), date(2025, 12, 31), " 派出所 ", 1200.0, True, 0.00001],
        ],
    )
    row = read_register(path, DEATHS, extras=True).rows.row(0, named=True)
    assert row["death_date"] == "2025-12-31"
    assert {key: value for key, value in row.items() if key.startswith("extra:")} == {
        "extra:登记机关": " 派出所 ",
        "extra:金额": "1200",
        "extra:已核": "TRUE",
        "extra:比例": "0.00001",
    }


class TestParquet:
    def test_records_are_read_by_their_number_and_an_integer_has_lost_nothing(
        self, tmp_path: Path, id_of: Callable[..., str]
    ) -> None:
        number = next(n for n in map(id_of, range(99)) if not n.endswith("X"))
        path = tmp_path / "deaths.parquet"
        pl.DataFrame({"id_number": [int(number), None, int(number)], "name": ["甲", "合计", None]}).write_parquet(path)
        register = read_register(path, DEATHS, extras=False)
        assert register.rows.select("row", "person").rows() == [(1, person(number)), (3, person(number))]
        assert register.rejects.select("sheet", "row", "reason").rows() == [(None, 2, "not-a-person")]

    def test_a_float_has_lost_its_digits(self, tmp_path: Path) -> None:
        path = tmp_path / "deaths.parquet"
        pl.DataFrame({"id_number": [542523198001010012.0, None]}).write_parquet(path)
        register = read_register(path, DEATHS, extras=False)
        assert register.rejects.select("row", "reason").rows() == [(1, "lost-digits")]

    def test_a_total_word_in_a_column_nobody_asked_for_is_seen(self, tmp_path: Path, id_of: Callable[..., str]) -> None:
        path = tmp_path / "deaths.parquet"
        frame = pl.DataFrame(
            {"身份证号": [id_of(1), None, " "], "备注": ["", "制表：卓玛", None], "额": [[1], None, None]}
        )
        frame.write_parquet(path)
        register = read_register(path, DEATHS, extras=False)
        assert register.rejects.select("row", "value").rows() == [(2, "制表")]
        assert register.source.rows == 2

    def test_columns_of_every_kind_become_text(self, tmp_path: Path, id_of: Callable[..., str]) -> None:
        path = tmp_path / "deaths.parquet"
        pl.DataFrame(
            {
                "id_number": pl.Series([id_of(1)], dtype=pl.Categorical),
                "死亡日期": [date(2025, 12, 31)],
                "时刻": [datetime.fromisoformat("2025-12-31T08:30")],
                "整数": pl.Series([3], dtype=pl.UInt8),
                "小数": [0.5],
                "金额": [Decimal("12.50")],
                "真": [True],
                "无": pl.Series([None], dtype=pl.Null),
                "列表": [[1, 2]],
            }
        ).write_parquet(path)
        row = read_register(path, DEATHS, extras=True).rows.row(0, named=True)
        assert row["person"] == person(id_of(1))
        assert (row["death_date"], row["extra:时刻"]) == ("2025-12-31", "2025-12-31 08:30:00")
        assert [row[f"extra:{name}"] for name in ("整数", "小数", "金额", "真", "无")] == [
            "3",
            "0.5",
            "12.50",
            "TRUE",
            None,
        ]
        assert "extra:列表" not in row

    def test_a_wanted_column_of_lists_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "deaths.parquet"
        pl.DataFrame({"id_number": [["1"]], "name": ["甲"]}).write_parquet(path)
        with pytest.raises(Refusal) as refusal:
            read_register(path, DEATHS, extras=False)
        assert [message.code for message in refusal.value.messages] == ["workbooks.nested-columns"]


class TestCsv:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
    def test_it_may_be_in_utf_8_or_gb18030(
        self, csv_file: Callable[..., Path], id_of: Callable[..., str], encoding: str
    ) -> None:
        path = csv_file([["姓名", "身份证\n号"], ["卓玛䶮", id_of(1)]], "死亡.csv", encoding)
        assert read_register(path, DEATHS, extras=False).rows.select("name", "row").row(0) == ("卓玛䶮", 2)

    def test_records_may_be_short_long_or_broken_over_lines(self, tmp_path: Path, id_of: Callable[..., str]) -> None:
        path = tmp_path / "死亡.csv"
        lines = ["说明", "姓名,身份证号,死亡日期", f'"甲\n乙",{id_of(1)},2025-01-01,多,余', "", f"丙,{id_of(2)}", "丁"]
        path.write_text("\r\n".join(lines), "utf-8")
        register = read_register(path, DEATHS, extras=False)
        assert register.rows.select("row", "name", "death_date").rows() == [(3, "甲\n乙", "2025-01-01"), (5, "丙", "")]
        assert register.rejects.select("row", "reason").rows() == [(6, "empty-id-number")]

    def test_a_long_file_is_read_in_pieces_without_losing_count(
        self, csv_file: Callable[..., Path], id_of: Callable[..., str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("ecopost.workbooks.raw._BLOCK", 3)
        people = [[id_of(n), f"甲{n}"] for n in range(9)]
        path = csv_file([["身份证号", "姓名"], *people[:4], ["合计", ""], [], *people[4:]], "死亡.csv")
        register = read_register(path, DEATHS, extras=False)
        assert register.rows["row"].to_list() == [2, 3, 4, 5, 8, 9, 10, 11, 12]
        assert register.rejects["row"].to_list() == [6]


def test_a_number_that_lost_its_digits_is_nobodys_even_where_what_is_left_passes_for_an_id_number() -> None:
    body = next(body for body in (f"54252319800615{last}0" for last in range(10, 100)) if check_character(body) == "0")
    read = table_of_rows("deaths", [{"id_number": body + "0", "name": "甲"}], DEATHS)
    assert register_of(read, DEATHS).rows["person"].to_list() == [person(body + "0")]
    lost = replace(read, frame=read.frame.with_columns(pl.lit(value=True).alias("id_number:lost")))
    register = register_of(lost, DEATHS)
    assert register.rows.is_empty()
    assert register.unreadable["name_key"].to_list() == ["甲"]
    assert register.rejects["reason"].to_list() == ["lost-digits"]
