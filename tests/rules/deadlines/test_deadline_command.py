import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ecopost.cli.main import main
from ecopost.deadlines import calendars, data
from ecopost.policy.loading import PACKS

PERIOD = ["--from", "2026-09-25", "--working-days", "5"]


def deadline(*arguments: str, policy: str = "xizang-2026") -> int:
    return main(["deadline", "--policy", policy, *arguments])


def test_the_last_day_is_printed_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    assert deadline(*PERIOD) == 0
    assert capsys.readouterr() == ("2026-10-09\n", "")


def test_the_regional_list_can_be_left_aside(capsys: pytest.CaptureFixture[str]) -> None:
    assert deadline(*PERIOD, "--no-regional-holidays") == 0
    assert capsys.readouterr().out == "2026-10-09\n"


def with_regional_day(folder: Path) -> str:
    own = folder / "pack.toml"
    day = (
        '\n[[calendar.regional]]\nday = 2026-09-28\nworking = false\nnotice = "虚构通知"\n'
        '[calendar.regional.name]\nzh = "雪顿节"\nen = "Shoton"\n'
    )
    own.write_text((PACKS / "xizang-2026" / "pack.toml").read_text("utf-8") + day, "utf-8")
    return str(own)


def test_a_pack_of_ones_own_counts_by_its_regional_days(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = with_regional_day(tmp_path)
    assert deadline(*PERIOD, policy=own) == 0
    assert deadline(*PERIOD, "--no-regional-holidays", policy=own) == 0
    assert capsys.readouterr().out == "2026-10-10\n2026-10-09\n"


def test_a_wrong_pack_of_ones_own_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "pack.toml").write_text('id = "x"\n', "utf-8")
    assert deadline(*PERIOD, policy=str(tmp_path / "pack.toml")) == 3
    assert capsys.readouterr().out == ""


def test_a_year_not_announced_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert deadline("--from", "2026-12-30", "--working-days", "2") == 3
    said = capsys.readouterr()
    assert said.out == ""
    assert "2027" in said.err


@pytest.fixture
def calendar_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    shutil.copytree(data.CALENDARS, tmp_path / "calendars")
    for module in (data, calendars):
        monkeypatch.setattr(module, "CALENDARS", tmp_path / "calendars")
    calendars.announced.cache_clear()
    yield tmp_path / "calendars" / "china.toml"
    calendars.announced.cache_clear()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        pytest.param("make_up = [2026-01-04]", "make_up = [2026-01-05]", "不是周末", id="a make-up day in the week"),
        pytest.param("first = 2026-01-01", "first = 2026-01-09", "早于第一天", id="last before first"),
        pytest.param("year = 2026", "year = 2025", "两份通知", id="two notices for a year"),
        pytest.param("make_up = [2026-01-04]", "makeup = [2026-01-04]", "检查拼写", id="a misspelt key"),
        pytest.param("first = 2026-01-01", 'first = "元旦"', "应为日期", id="no date"),
        pytest.param("first = 2026-01-01", "last = 2026-01-01", "写了两次", id="no TOML"),
        pytest.param("holidays = [", "days = [", "缺少这一项", id="no holidays"),
    ],
)
def test_a_shipped_calendar_with_a_mistake_is_refused_with_its_line_and_never_counted_by(
    calendar_file: Path, old: str, new: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = calendar_file.read_text("utf-8")
    assert old in text
    calendar_file.write_text(text.replace(old, new), "utf-8")
    assert deadline(*PERIOD) == 3
    said = capsys.readouterr()
    assert said.out == ""
    assert "china.toml 第 " in said.err
    assert says in said.err


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["--from", "2026-09-25", "--working-days", "0"], id="no days"),
        pytest.param(["--from", "2026-09-25", "--working-days", "-1"], id="days below nought"),
        pytest.param(["--from", "2026-09-25", "--working-days", "five"], id="days in words"),
        pytest.param(["--from", "2026-09-25", "--working-days", "1.5"], id="half a day"),
        pytest.param(["--from", "2026-09-31", "--working-days", "1"], id="no such day"),
        pytest.param(["--from", "20260925", "--working-days", "1"], id="another form of date"),
        pytest.param(["--from", "2026-09-25"], id="no length"),
        pytest.param([*PERIOD, "--policy", "atlantis-2026"], id="an unknown policy"),
    ],
)
def test_what_cannot_be_meant_is_wrong_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert deadline(*arguments) == 2
    assert capsys.readouterr().out == ""


def test_nothing_heavy_is_loaded_for_a_shipped_pack() -> None:
    program = (
        "import sys; from ecopost.cli.main import main; "
        f"main(['deadline', '--policy', 'xizang-2026', *{PERIOD!r}]); "
        "print({'polars', 'narwhals', 'duckdb', 'pydantic', 'importlib.metadata'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "2026-10-09\nset()\n"
