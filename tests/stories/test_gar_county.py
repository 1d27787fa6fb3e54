"""The lifelike county, as a clerk's PC would screen it: from the workbooks as they came to the results on disk."""

import csv
import json
import os
import re
import shutil
from collections import defaultdict
from pathlib import Path

import polars as pl
import pytest

from ecopost.cli.main import main

COUNTY = Path(__file__).parents[1] / "data" / "gar-2026"


def screen(out: Path, *more: str, engine: str = "polars") -> int:
    return main(
        ["screen", "--policy", "xizang-2026", "--year", "2026", "--roster", str(COUNTY / "rosters"),
         "--registers", str(COUNTY / "registers"), "--out", str(out), "--engine", engine, *more]
    )  # fmt: skip


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("gar") / "out"
    assert screen(folder) == 0
    return folder


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def expected() -> dict[str, dict[str, str]]:
    return {row["candidate_id"]: row for row in rows_of(COUNTY / "expected.csv")}


def test_every_row_comes_to_what_the_county_expects(out: Path) -> None:
    found = defaultdict(list)
    for row in rows_of(out / "findings.csv"):
        found[row["candidate_id"]].append(f"{row['rule']}:{row['effect']}")
    came_to = {
        row["candidate_id"]: (row["outcome"], " ".join(found[row["candidate_id"]]))
        for row in rows_of(out / "verdicts.csv")
    }

    should = {
        name: (row["outcome"], row["findings"]) for name, row in expected().items() if row["outcome"] != "rejected"
    }

    assert came_to == should


def test_rows_that_cannot_be_used_stand_in_the_rejects_with_their_place_and_reason(out: Path) -> None:
    rejected = sorted(name.split("/")[0] for name, row in expected().items() if row["outcome"] == "rejected")
    people = [
        row
        for row in rows_of(out / "rejects.csv")
        if row["file"].split(".")[0] in set(rejected) and row["reason"] != "not-a-person"
    ]
    assert sorted(row["file"].split(".")[0] for row in people) == rejected
    assert {row["reason"] for row in people} == {"empty-id-number", "lost-digits"}


def test_the_manifest_accounts_for_every_row_of_every_input(out: Path) -> None:
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    assert manifest["candidates"] == sum(manifest["outcomes"].values()) == 896
    assert len(manifest["inputs"]) == 5 + 16
    assert all(item["used"] + item["rejected"] == item["rows"] for item in manifest["inputs"])
    assert sum(item["rejected"] for item in manifest["inputs"]) == len(rows_of(out / "rejects.csv"))


def test_no_id_number_stands_in_clear_in_any_output(out: Path) -> None:
    for path in (*out.glob("*.csv"), out / "manifest.json"):
        text = re.sub(r"[0-9a-f]{64}", "", path.read_text("utf-8"))
        assert not re.search(r"(?<![0-9])[0-9]{17}[0-9Xx](?![0-9])", text), path.name


def test_the_parquet_outputs_say_the_same_as_the_csv(out: Path) -> None:
    for name in ("verdicts", "findings"):
        text = pl.read_csv(out / f"{name}.csv", infer_schema=False)
        assert text.equals(pl.read_parquet(out / f"{name}.parquet").cast(pl.String))


def test_both_tables_are_ordered_code_point_by_code_point(out: Path) -> None:
    verdicts = [row["candidate_id"] for row in rows_of(out / "verdicts.csv")]
    findings = [(row["candidate_id"], row["rule"], row["effect"]) for row in rows_of(out / "findings.csv")]
    assert verdicts == sorted(verdicts)
    assert findings == sorted(findings)


def test_evidence_is_json_with_sorted_keys_no_spaces_and_chinese_as_it_is(out: Path) -> None:
    for row in rows_of(out / "findings.csv"):
        value = json.loads(row["evidence"])
        assert row["evidence"] == json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def test_the_same_inputs_give_the_same_bytes_again(out: Path, tmp_path: Path) -> None:
    assert screen(tmp_path / "again") == 0
    for name in ("verdicts.csv", "findings.csv", "rejects.csv", "result.xlsx"):
        assert (tmp_path / "again" / name).read_bytes() == (out / name).read_bytes()


@pytest.mark.parametrize("engine", ["duckdb", "spark"])
def test_every_engine_gives_the_same_bytes(out: Path, tmp_path: Path, engine: str) -> None:
    if engine == "spark" and shutil.which("java") is None:
        if os.environ.get("CI"):
            pytest.fail("Java is missing: in CI the Spark engine must be tested")
        pytest.skip("JAVA IS MISSING: the Spark engine was NOT tested. Install Java 17 to test it.")
    assert screen(tmp_path / engine, engine=engine) == 0
    for name in ("verdicts.csv", "findings.csv"):
        assert (tmp_path / engine / name).read_bytes() == (out / name).read_bytes()


def test_a_second_run_into_the_same_folder_replaces_its_own_files_and_leaves_others(out: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "manifest.json").write_text("old")
    (folder / "会议记录.txt").write_text("不要动")
    assert screen(folder) == 0
    assert (folder / "会议记录.txt").read_text() == "不要动"
    assert (folder / "verdicts.csv").read_bytes() == (out / "verdicts.csv").read_bytes()


def test_a_register_that_was_not_handed_over_leaves_nobody_eligible(tmp_path: Path) -> None:
    registers = tmp_path / "registers"
    shutil.copytree(COUNTY / "registers", registers)
    (registers / "deaths.xlsx").unlink()
    arguments = ["screen", "--policy", "xizang-2026", "--year", "2026", "--roster", str(COUNTY / "rosters")]

    assert main([*arguments, "--registers", str(registers), "--out", str(tmp_path / "out")]) == 0

    outcomes = {row["outcome"] for row in rows_of(tmp_path / "out" / "verdicts.csv")}
    unchecked = [row for row in rows_of(tmp_path / "out" / "findings.csv") if row["rule"] == "deceased"]
    assert "eligible" not in outcomes
    assert {(row["effect"], row["register"]) for row in unchecked} == {("unchecked", "deaths")}
