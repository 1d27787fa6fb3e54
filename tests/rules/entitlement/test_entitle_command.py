from pathlib import Path

import pytest

from ecopost.cli.main import main

ENGAGEMENTS = "engagement_id,category,start,end\nE2,公路管护,2025-06-01,\nE1,road,2026-02-01,2026-05-31\n"
ASSESSMENTS = (
    "engagement_id,period,result,deduction\n"
    "E1,2026Q1,pass,\nE1,2026Q2,pass,\nE1,2025Q4,pass,\n"
    "E2,2026Q1,pass,\nE2,2026Q2,fail,\nE2,2026,fail,0.333333\n"
)
EXPECTED = """engagement_id,period,kind,amount_fen,reason
E2,2026Q1,base,61250,full
E2,2026Q2,base,0,failed
E2,2026Q3,base,0,not-assessed
E2,2026Q4,base,0,not-assessed
E2,2026,performance,70000,deducted
E1,2026Q1,base,40153,part-served
E1,2026Q2,base,41058,part-served
E1,2026Q3,base,0,not-served
E1,2026Q4,base,0,not-served
E1,2026,performance,0,not-assessed
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "e.csv").write_text(ENGAGEMENTS, "utf-8")
    (tmp_path / "a.csv").write_text(ASSESSMENTS, "utf-8")
    return tmp_path


def entitle(folder: Path, *more: str, policy: str = "xizang-2026", year: str = "2026", out: str = "out") -> int:
    files = ["--engagements", str(folder / "e.csv"), "--assessments", str(folder / "a.csv"), "--out", str(folder / out)]
    return main(["entitle", "--policy", policy, "--year", year, *files, *more])


def test_entitlements_are_written_as_the_contract_says(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert entitle(folder, "--standard", "公路管护=350000") == 0
    assert (folder / "out" / "entitlements.csv").read_bytes() == EXPECTED.encode()
    said = capsys.readouterr()
    assert said.out == ""
    assert "协议 2 份" in said.err
    assert "其他年度的考核结果 1 条" in said.err
    assert "2,124.61 元" in said.err
    reasons = "全额 1 笔、在岗不足期折算 2 笔、不合格不发 1 笔、尚未考核 3 笔、未在岗 2 笔、不合格按比例扣减 1 笔"
    assert reasons in said.err


def test_the_summary_can_be_read_in_english(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [
        "--engagements",
        str(folder / "e.csv"),
        "--assessments",
        str(folder / "a.csv"),
        "--out",
        str(folder / "out"),
    ]
    call = ["--lang", "en", "entitle", "--policy", "xizang-2026", "--year", "2026", "--standard", "road=350000", *files]
    assert main(call) == 0
    assert "1 in full, 2 served in part, 1 failed and not paid, 3 not assessed" in capsys.readouterr().err


def test_an_identifier_that_looks_like_a_formula_is_made_harmless(folder: Path) -> None:
    (folder / "e.csv").write_text(
        'engagement_id,category,start,end\n=1+1,road,2026-01-01,\n"a,b",road,2026-01-01,\n', "utf-8"
    )
    (folder / "a.csv").write_text("engagement_id,period,result,deduction\n=1+1,2026Q1,pass,\n", "utf-8")
    assert entitle(folder, "--standard", "road=350000") == 0
    written = (folder / "out" / "entitlements.csv").read_text("utf-8").splitlines()
    assert written[1] == "'=1+1,2026Q1,base,61250,full"
    assert written[6] == '"a,b",2026Q1,base,0,not-assessed'


def test_an_earlier_result_is_replaced_and_other_files_stay(folder: Path) -> None:
    (folder / "out").mkdir()
    (folder / "out" / "entitlements.csv").write_text("old", "utf-8")
    (folder / "out" / "notes.txt").write_text("mine", "utf-8")
    assert entitle(folder, "--standard", "road=350000") == 0
    assert (folder / "out" / "entitlements.csv").read_text("utf-8") == EXPECTED
    assert sorted(path.name for path in (folder / "out").iterdir()) == ["entitlements.csv", "notes.txt"]


def test_one_bad_row_refuses_everything_and_writes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "a.csv").write_text(ASSESSMENTS + "E9,2026Q1,pass,\n", "utf-8")
    assert entitle(folder, "--standard", "road=350000") == 3
    assert not (folder / "out").exists()
    assert "a.csv，第 8 行" in capsys.readouterr().err


def test_a_refused_run_leaves_the_earlier_result_as_it_was(folder: Path) -> None:
    (folder / "out").mkdir()
    (folder / "out" / "entitlements.csv").write_text("old", "utf-8")
    assert entitle(folder) == 3
    assert (folder / "out" / "entitlements.csv").read_text("utf-8") == "old"


def test_a_place_that_cannot_be_written_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert entitle(folder, "--standard", "road=350000", out="e.csv/out") == 3
    assert "e.csv" in capsys.readouterr().err


@pytest.mark.parametrize(
    "more",
    [
        pytest.param(["--standard", "road=350000", "--standard", "公路管护=350000"], id="a standard twice"),
        pytest.param(["--standard", "护林=350000"], id="a standard of no category"),
        pytest.param(["--standard", "road=0"], id="a standard of nothing"),
        pytest.param(["--standard", "road=350000", "--year", "26"], id="a year of two digits"),
        pytest.param(["--standard", "road=350000", "--policy", "atlantis-2026"], id="an unknown policy"),
        pytest.param(["--standard", "road=350000", "--engagements", "nowhere.csv"], id="a file that is not there"),
        pytest.param(["--standard", "road=350000", "--colour", "red"], id="an unknown option"),
    ],
)
def test_what_cannot_be_meant_is_wrong_usage(more: list[str], folder: Path) -> None:
    assert entitle(folder, *more) == 2
    assert not (folder / "out").exists()


def test_a_file_in_the_place_of_the_output_folder_is_wrong_usage(folder: Path) -> None:
    assert entitle(folder, "--standard", "road=350000", out="e.csv") == 2
    assert (folder / "e.csv").read_text("utf-8") == ENGAGEMENTS


def test_the_relic_guards_are_paid_by_the_month_from_the_standard_their_rules_fix(folder: Path) -> None:
    (folder / "e.csv").write_text("engagement_id,category,start,end\nG1,county_site,2026-01-01,2026-03-10\n", "utf-8")
    results = "engagement_id,period,result,deduction\nG1,2026M01,pass,\nG1,2026M02,fail,0.2\nG1,2026M03,pass,\n"
    (folder / "a.csv").write_text(results, "utf-8")
    assert entitle(folder, policy="ngari-relic-guards-2020") == 0
    written = (folder / "out" / "entitlements.csv").read_text("utf-8").splitlines()
    assert len(written) == 13
    assert [line.split(",", 3)[3] for line in written[1:5]] == [
        "120000,full",
        "96000,deducted",
        "38710,part-served",
        "0,not-served",
    ]


def test_the_rangers_are_paid_by_the_month_and_nothing_for_a_failed_one(folder: Path) -> None:
    (folder / "e.csv").write_text("engagement_id,category,start,end\nR1,forest_ranger,2026-01-01,\n", "utf-8")
    months = [f"R1,2026M{month:02d},{'fail' if month == 6 else 'pass'},\n" for month in range(1, 13)]
    (folder / "a.csv").write_text("engagement_id,period,result,deduction\n" + "".join(months), "utf-8")
    assert entitle(folder, policy="pingba-rangers-2020") == 0
    written = (folder / "out" / "entitlements.csv").read_text("utf-8").splitlines()
    amounts = [int(line.split(",")[3]) for line in written[1:]]
    assert amounts == [83_333] * 5 + [0] + [83_333] * 5 + [83_337]


def test_a_result_never_takes_the_place_of_an_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "entitlements.csv"
    path.write_text("engagement_id,category,start,end\n", "utf-8")
    arguments = ["entitle", "--policy", "xizang-2026", "--year", "2026", "--engagements", str(path)]
    assert main([*arguments, "--assessments", str(path), "--out", str(tmp_path)]) == 2
    assert "entitlements.csv" in capsys.readouterr().err
    assert path.read_text("utf-8").startswith("engagement_id")
