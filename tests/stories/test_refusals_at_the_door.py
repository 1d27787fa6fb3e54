"""What the command refuses: in words, with the exit code of the contract, and with nothing left behind."""

import shutil
from pathlib import Path

import pytest

from ecopost.cli.main import main

COUNTY = Path(__file__).parents[1] / "data" / "gar-2026"


@pytest.fixture
def county(tmp_path: Path) -> Path:
    shutil.copytree(COUNTY, tmp_path / "county")
    return tmp_path / "county"


def screen(county: Path, **changed: str) -> int:
    options = {
        "policy": "xizang-2026", "year": "2026", "roster": str(county / "rosters"),
        "registers": str(county / "registers"), "out": str(county.parent / "out"),
    } | changed  # fmt: skip
    return main(["screen", *(word for name, value in options.items() for word in (f"--{name}", value))])


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"policy": "xizang-2062"}, "xizang-2062"),
        ({"year": "26"}, "26"),
        ({"year": "二〇二六"}, "二〇二六"),
        ({"roster": "nowhere"}, "nowhere"),
        ({"registers": "nowhere"}, "nowhere"),
        ({"engine": "excel"}, "excel"),
        ({"overlay": "nowhere.toml"}, "nowhere.toml"),
    ],
    ids=str,
)
def test_wrong_usage_is_exit_code_2_and_says_what_is_wrong(county, capsys, changed, says) -> None:
    assert screen(county, **changed) == 2
    assert says in capsys.readouterr().err
    assert not (county.parent / "out").exists()


@pytest.mark.parametrize("place", ["rosters", "registers"])
def test_results_may_not_land_among_the_files_they_are_made_from(county, capsys, place: str) -> None:
    assert screen(county, out=str(county / place)) == 2
    assert place in capsys.readouterr().err


def spoil(county: Path, name: str, content: bytes) -> None:
    (county / name).write_bytes(content)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("registers/死亡.csv", "公民身份号码,姓名\n".encode(), ["deaths.xlsx", "死亡.csv"]),
        ("registers/deths.csv", "公民身份号码,姓名\n".encode(), ["deths.csv"]),
        ("registers/notes.ods", b"PK", ["notes.ods"]),
        ("registers/deaths.xlsx", b"<html><table></table></html>", ["deaths.xlsx"]),
        ("registers/deaths.xlsx", b"PK\x03\x04 cut off", ["deaths.xlsx"]),
        ("registers/deaths.xlsx", b"", ["deaths.xlsx"]),
        ("registers/students.csv", "学号,姓名\n1,次仁\n".encode(), ["students.csv"]),
        ("registers/students.csv", "公民身份号码,公民身份号码\n".encode(), ["students.csv"]),
        ("registers/students.csv", b"\xff\xfe\x00\xff\xff", ["students.csv"]),
        ("rosters/左左乡.csv", "姓名,身份证号,区划代码\n次仁,1,542523\n".encode(), ["左左乡.csv", "岗位类别"]),
        ("rosters/左左乡.xlsm", b"PK", ["左左乡.xlsm"]),
    ],
    ids=[
        "two files for one register", "a typo in a register's name", "an unreadable kind of workbook", "HTML saved as Excel",
        "a truncated workbook", "a file of nothing", "a register without ID numbers", "a header twice", "no text at all",
        "a required column missing", "a workbook with macros",
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_by_name_and_nothing_is_written(county, capsys, name, content, says) -> None:
    spoil(county, name, content)
    assert screen(county) == 3
    told = capsys.readouterr().err
    assert all(word in told for word in says)
    assert not (county.parent / "out").exists()
    assert list(county.parent.glob(".out*")) == []


def test_all_bad_files_are_named_in_one_go(county, capsys) -> None:
    spoil(county, "registers/deaths.xlsx", b"")
    spoil(county, "registers/disability.xlsx", b"<html>")
    spoil(county, "rosters/左左乡.csv", "姓名,身份证号\n".encode())
    assert screen(county) == 3
    told = capsys.readouterr().err
    assert all(name in told for name in ("deaths.xlsx", "disability.xlsx", "左左乡.csv"))


def test_an_empty_register_is_supplied_and_finds_nobody(county) -> None:
    spoil(county, "registers/students.csv", "公民身份号码,姓名\n".encode())
    assert screen(county) == 0
    assert ",student," not in (county.parent / "out" / "findings.csv").read_text("utf-8")


def test_a_place_that_cannot_be_written_is_refused(county, capsys) -> None:
    (county.parent / "blocked").write_text("a file")
    assert screen(county, out=str(county.parent / "blocked" / "out")) == 3
    assert "blocked" in capsys.readouterr().err


def test_the_same_refusal_can_be_read_in_english(county, capsys) -> None:
    spoil(county, "registers/deaths.xlsx", b"")
    assert main(["--lang", "en", "screen", "--policy", "xizang-2026", "--year", "2026", "--roster", str(county / "rosters"),
                 "--registers", str(county / "registers"), "--out", str(county.parent / "out")]) == 3  # fmt: skip
    assert "deaths.xlsx" in (told := capsys.readouterr().err)
    assert "请" not in told


def test_results_may_not_land_beside_the_roster_they_are_made_from(county, capsys) -> None:
    roster = county / "rosters" / "左左乡.csv"
    assert screen(county, roster=str(roster), out=str(county / "rosters")) == 2
    assert "rosters" in capsys.readouterr().err
    assert roster.exists()


def test_a_folder_of_the_users_own_is_never_taken_for_county_workbooks(county, capsys) -> None:
    own = county.parent / "out" / "result" / "我的记录.txt"
    own.parent.mkdir(parents=True)
    own.write_text("不要动")
    assert screen(county) == 3
    assert "result" in capsys.readouterr().err
    assert own.read_text() == "不要动"
    assert [path.name for path in (county.parent / "out").iterdir()] == ["result"]


def test_a_link_that_leads_nowhere_is_refused_and_not_taken_for_a_missing_register(county, capsys) -> None:
    (county / "registers" / "deaths.xlsx").unlink()
    (county / "registers" / "deaths.xlsx").symlink_to(county / "gone.xlsx")
    assert screen(county) in (2, 3)
    assert "deaths.xlsx" in capsys.readouterr().err


def test_everything_wrong_with_the_names_in_a_folder_is_said_in_one_go(county, capsys) -> None:
    spoil(county, "registers/notes.ods", b"PK")
    spoil(county, "registers/deths.csv", b"x")
    spoil(county, "registers/死亡.csv", b"x")
    assert screen(county) == 3
    told = capsys.readouterr().err
    assert all(name in told for name in ("notes.ods", "deths.csv", "死亡.csv"))


def test_a_column_nobody_reads_is_refused_all_the_same_if_it_stands_twice(county, capsys) -> None:
    spoil(county, "registers/household.csv", "公民身份号码,姓名,户号,区划代码,区划代码\n".encode())
    assert screen(county) == 3
    assert "区划代码" in capsys.readouterr().err


def test_a_year_the_rules_do_not_hold_for_is_pointed_out(county, capsys) -> None:
    assert screen(county, year="2024") == 0
    assert "2026-05-15" in capsys.readouterr().err


def test_without_a_command_the_overview_is_no_output(capsys) -> None:
    assert main([]) == 2
    said = capsys.readouterr()
    assert (said.out, "screen" in said.err) == ("", True)


def test_an_empty_language_setting_means_chinese(capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ECOPOST_LANG", "")
    assert main(["--help"]) == 0
    assert "用法" in capsys.readouterr().out
