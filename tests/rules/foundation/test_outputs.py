from pathlib import Path

import pytest

from ecopost.foundation.outputs import together
from ecopost.foundation.refusals import Refusal


def test_everything_written_appears_in_the_new_folder(tmp_path: Path) -> None:
    with together(tmp_path / "deep" / "out") as folder:
        (folder / "a.csv").write_text("1")
    assert (tmp_path / "deep" / "out" / "a.csv").read_text() == "1"
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["out"]


def test_nothing_appears_when_the_work_breaks_off(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a.csv").write_text("before")

    def broken_off() -> None:
        with together(tmp_path / "out") as folder:
            (folder / "a.csv").write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        broken_off()
    assert (tmp_path / "out" / "a.csv").read_text() == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_folder_of_results_is_replaced_whole_and_what_is_not_ours_stays(tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / "result").mkdir(parents=True)
    (out / "result" / "old.xlsx").write_text("old")
    (out / "notes.txt").write_text("keep")
    with together(out) as folder:
        (folder / "result").mkdir()
        (folder / "result" / "new.xlsx").write_text("new")
        (folder / "manifest.json").write_text("{}")
    assert [path.name for path in (out / "result").iterdir()] == ["new.xlsx"]
    assert (out / "notes.txt").read_text() == "keep"


def test_what_an_earlier_run_left_is_not_taken_for_a_result_of_this_one(tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / "result").mkdir(parents=True)
    (out / "notes.txt").write_text("keep")
    with together(out, replaces=("result", "result.xlsx")) as folder:
        (folder / "result.xlsx").write_text("new")
    assert sorted(path.name for path in out.iterdir()) == ["notes.txt", "result.xlsx"]


def test_a_place_that_cannot_be_made_is_refused_with_its_path(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Refusal) as refused, together(tmp_path / "file" / "out"):
        pass
    assert refused.value.messages[0].code == "foundation.cannot-write"


def test_if_one_file_cannot_be_put_in_place_everything_is_as_it_was(tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / "b.csv").mkdir(parents=True)
    (out / "a.csv").write_text("before")

    def written_anew() -> None:
        with together(out, replaces=("c.csv",)) as folder:
            (folder / "a.csv").write_text("after")
            (folder / "b.csv").write_text("after")

    with pytest.raises(Refusal) as refused:
        written_anew()
    assert "b.csv" in str(refused.value.messages[0].params["path"])
    assert (out / "a.csv").read_text() == "before"
    assert (out / "b.csv").is_dir()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
