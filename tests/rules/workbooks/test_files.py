from pathlib import Path

import pytest

from ecopost.foundation.messages import render
from ecopost.foundation.refusals import Message, Refusal, UsageError
from ecopost.workbooks.files import accepted_files, register_files, roster_files

NAMES = {"household": "household", "户籍": "household", "deaths": "deaths", "死亡": "deaths"}


def put(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).write_text("x")


def test_the_tables_of_a_folder_are_read_in_order_and_other_files_named(tmp_path: Path) -> None:
    put(tmp_path, "b.XLSX", "a.csv", "c.parquet", "d.xls", "说明.docx", "README.md", "~$b.xlsx", ".a.csv", "~$坏.et")
    (tmp_path / "往年.xlsx").mkdir()
    files, notices = accepted_files(tmp_path)
    assert [path.name for path in files] == ["a.csv", "b.XLSX", "c.parquet", "d.xls"]
    assert notices == [Message("workbooks.file-skipped", file=name) for name in ("README.md", "往年.xlsx", "说明.docx")]


def test_every_table_of_an_unreadable_kind_is_refused_with_the_remedy(tmp_path: Path) -> None:
    put(tmp_path, "a.xlsx", "b.et", "c.XLSM", "d.ods")
    with pytest.raises(Refusal) as refusal:
        accepted_files(tmp_path)
    assert [(m.code, m.params["file"], m.params["kind"]) for m in refusal.value.messages] == [
        ("workbooks.unreadable-kind", "b.et", ".et"),
        ("workbooks.unreadable-kind", "c.XLSM", ".xlsm"),
        ("workbooks.unreadable-kind", "d.ods", ".ods"),
    ]


def test_a_roster_is_one_file_or_every_table_of_a_folder(tmp_path: Path) -> None:
    put(tmp_path, "a.csv", "b.csv")
    assert roster_files(tmp_path / "b.csv") == ([tmp_path / "b.csv"], [])
    assert roster_files(tmp_path)[0] == [tmp_path / "a.csv", tmp_path / "b.csv"]


def test_a_folder_without_a_roster_is_refused(tmp_path: Path) -> None:
    put(tmp_path, "README.md")
    with pytest.raises(Refusal) as refusal:
        roster_files(tmp_path)
    assert [message.code for message in refusal.value.messages] == ["workbooks.no-roster"]


def test_a_path_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    for look in (roster_files, accepted_files):
        with pytest.raises(UsageError):
            look(tmp_path / "无")


def test_a_register_is_the_file_of_its_chinese_or_english_name(tmp_path: Path) -> None:
    put(tmp_path, "户籍.csv", "deaths.xlsx", "说明.txt")
    found, notices = register_files(tmp_path, NAMES)
    assert found == {"household": tmp_path / "户籍.csv", "deaths": tmp_path / "deaths.xlsx"}
    assert notices == [Message("workbooks.file-skipped", file="说明.txt")]


def test_two_files_for_one_register_and_unknown_names_are_all_refused(tmp_path: Path) -> None:
    put(tmp_path, "deaths.csv", "死亡.xlsx", "户藉.csv", "household.xls", "household.parquet")
    with pytest.raises(Refusal) as refusal:
        register_files(tmp_path, NAMES)
    assert sorted((m.code, m.params.get("second", m.params.get("file"))) for m in refusal.value.messages) == [
        ("workbooks.register-twice", "household.xls"),
        ("workbooks.register-twice", "死亡.xlsx"),
        ("workbooks.unknown-register", "户藉.csv"),
    ]


def test_a_refusal_calls_a_register_by_its_name_in_the_language_it_is_said_in(tmp_path: Path) -> None:
    put(tmp_path, "deaths.csv", "死亡.xlsx", "户藉.csv")
    with pytest.raises(Refusal) as refusal:
        register_files(tmp_path, {**NAMES, "死亡人口": "deaths"})
    chinese, english = ([render(m, language) for m in refusal.value.messages] for language in ("zh", "en"))
    assert "部门数据“死亡”有两个文件：deaths.csv 和 死亡.xlsx" in chinese[1]
    assert "the register “deaths”: deaths.csv and 死亡.xlsx" in english[1]
    assert "：户籍、死亡。" in chinese[0]
    assert ": household, deaths." in english[0]
