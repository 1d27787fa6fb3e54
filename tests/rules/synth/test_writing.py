import hashlib
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from ecopost.cli.main import main
from ecopost.foundation.refusals import UsageError
from ecopost.policy.loading import load_pack
from ecopost.screening.engines import polars_engine
from ecopost.screening.screening import screen
from ecopost.synth.world import POLICY, World, synthesise
from ecopost.synth.writing import FORMATS, Format, check_format, write_world
from ecopost.workbooks.files import register_files, roster_files

ARGUMENTS = ["synth", "--people", "2000", "--seed", "4", "--year", "2026", "--findings", "0.3"]


@pytest.fixture(scope="module")
def world() -> World:
    return synthesise(2_000, seed=4, year=2026, findings=Fraction(3, 10))


def _digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.parametrize("format_", FORMATS)
def test_the_same_seed_gives_the_same_bytes(world: World, tmp_path: Path, format_: Format) -> None:
    write_world(world, tmp_path / "once", format_)
    assert main([*ARGUMENTS, "--out", str(tmp_path / "again"), "--format", format_]) == 0
    assert _digests(tmp_path / "once") == _digests(tmp_path / "again")


def test_the_number_of_processors_changes_nothing(world: World, tmp_path: Path) -> None:
    write_world(world, tmp_path / "here")
    command = [sys.executable, "-m", "ecopost", *ARGUMENTS, "--out", str(tmp_path / "alone")]
    subprocess.run(command, env={"POLARS_MAX_THREADS": "1"}, check=True, capture_output=True)
    assert _digests(tmp_path / "here") == _digests(tmp_path / "alone")


@pytest.mark.parametrize("format_", FORMATS)
def test_a_screening_of_any_format_finds_as_much(world: World, tmp_path: Path, format_: Format) -> None:
    write_world(world, tmp_path / "made", format_)
    pack = load_pack(POLICY)
    rosters, _ = roster_files(tmp_path / "made" / "roster")
    registers, _ = register_files(tmp_path / "made" / "registers", pack.register_names())
    findings = screen(pack, world.year, rosters, registers, polars_engine).findings
    per_rule = ["rule", "effect"]
    assert (
        findings.group_by(per_rule).len().sort(per_rule).equals(world.expected.group_by(per_rule).len().sort(per_rule))
    )


@pytest.mark.parametrize("format_", FORMATS)
def test_the_folder_says_in_two_languages_that_nobody_is_real(world: World, tmp_path: Path, format_: Format) -> None:
    write_world(world, tmp_path / "made", format_)
    text = (tmp_path / "made" / "README.md").read_text("utf-8")
    assert "不是真实数据" in text
    assert "not real data" in text
    assert f"{world.expected.height:,}" in text


def test_every_parquet_file_says_that_nobody_is_real(world: World, tmp_path: Path) -> None:
    write_world(world, tmp_path)
    files = sorted(tmp_path.rglob("*.parquet"))
    assert len(files) == 17
    assert all("虚构数据" in pl.read_parquet_metadata(file)["notice"] for file in files)


def test_every_csv_file_begins_with_the_same_warning(world: World, tmp_path: Path) -> None:
    write_world(world, tmp_path, "csv")
    assert all(file.read_text("utf-8-sig").startswith("虚构数据") for file in tmp_path.rglob("*.csv"))


def test_workbooks_come_one_per_township_and_carry_the_warning(world: World, tmp_path: Path) -> None:
    write_world(world, tmp_path, "xlsx")
    rosters = sorted((tmp_path / "roster").iterdir())
    assert [path.name[:9] for path in rosters] == sorted(set(world.roster["division"].str.head(9)))
    files = [*rosters, *(tmp_path / "registers").iterdir()]
    first_cells = [CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()[0][0] for file in files]
    assert all(str(cell).startswith("虚构数据") for cell in first_cells)


def test_made_up_files_are_never_written_among_others(world: World, tmp_path: Path) -> None:
    (tmp_path / "registers").mkdir()
    (tmp_path / "registers" / "deaths.xlsx").write_text("somebody's work", "utf-8")
    with pytest.raises(UsageError):
        write_world(world, tmp_path)
    assert main([*ARGUMENTS, "--out", str(tmp_path)]) == 2
    assert _digests(tmp_path).keys() == {"registers/deaths.xlsx"}


def test_more_people_than_workbooks_hold_are_refused_before_any_work() -> None:
    check_format(200_000, "xlsx")
    with pytest.raises(UsageError):
        check_format(200_001, "xlsx")


@pytest.mark.parametrize(
    "wrong",
    [
        ["--people", "ten"],
        ["--findings", "many"],
        ["--findings", "1/0"],
        ["--findings", "3"],
        ["--format", "ods"],
        ["--seed"],
    ],
    ids=" ".join,
)
def test_impossible_options_are_wrong_usage(tmp_path: Path, wrong: list[str]) -> None:
    assert main([*ARGUMENTS, "--out", str(tmp_path / "made"), *wrong]) == 2
    assert not (tmp_path / "made").exists()
