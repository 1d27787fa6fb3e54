import re
from collections.abc import Callable

import pytest

from ecopost.cli.help_page import wrapped
from ecopost.cli.main import COMMANDS, main
from ecopost.cli.tables import width
from ecopost.foundation.messages import Language

Said = Callable[..., tuple[int, str, str]]
CALLS = [[name] for name in COMMANDS] + [["policy", action] for action in ("list", "show", "check", "schema")]


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Said:
    monkeypatch.delenv("ECOPOST_LANG", raising=False)
    monkeypatch.setenv("COLUMNS", "80")

    def run(*arguments: str, language: Language = "zh") -> tuple[int, str, str]:
        try:
            code = main(["--lang", language, *arguments])
        except SystemExit as end:
            code = int(end.code or 0)
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return run


@pytest.mark.parametrize("call", CALLS, ids=" ".join)
def test_help_is_in_the_language_asked_for_and_fits_the_terminal(said: Said, call: list[str]) -> None:
    _, chinese, _ = said(*call, "--help")
    _, english, _ = said(*call, "--help", language="en")
    assert chinese.startswith(f"用法：ecopost {call[0]}")
    assert english.startswith(f"Usage: ecopost {call[0]}")
    assert re.search("^选项：$", chinese, re.MULTILINE)
    assert not re.search("usage|options:|arguments:", chinese, re.IGNORECASE)
    assert "用法" not in english
    assert max(map(width, chinese.splitlines())) <= 80


def test_help_on_packs_says_what_every_action_does(said: Said) -> None:
    _, chinese, _ = said("policy", "--help")
    assert re.search("^动作：$", chinese, re.MULTILINE)
    for action, does in (("list", "列出"), ("show", "显示"), ("check", "检验"), ("schema", "JSON Schema")):
        assert re.search(rf"^ +{action} .*{does}", chinese, re.MULTILINE)


@pytest.mark.parametrize(
    ("call", "zh", "en"),
    [
        (["deadline", "--policy", "x", "--from", "9月25日"], "选项 --from 的值“9月25日”不对，应写成年-月-日，如 2026-09-25", "year-month-day"),
        (["deadline", "--working-days", "五"], "选项 --working-days 的值“五”不对，应写成阿拉伯数字的整数，如 5", "a whole number"),
        (["screen", "--year", "26"], "选项 --year 的值“26”不对，应写成四位数字的年份，如 2026", "a year of four digits"),
        (["entitle", "--year", "26"], "选项 --year 的值“26”不对，应写成四位数字的年份，如 2026", "a year of four digits"),
        (["synth", "--findings", "1/2"], "选项 --findings 的值“1/2”不对，应写成小数，如 0.1", "a decimal"),
        (["screen", "--engine", "a 'b'"], "选项 --engine 不能是“a 'b'”，只能是 polars、duckdb、spark。", "polars, duckdb, spark."),
        (["policy", "foo"], "没有“foo”这个动作。可用的动作：list、show、check、schema。", "no action “foo”"),
        (["policy"], "没有写要做什么。请在命令后面写上其中一个动作：list、show、check、schema。", "list, show, check, schema."),
        (["policy", "show"], "缺少必需的选项或参数：PACK。", "required: PACK."),
        (["deadline"], "缺少必需的选项或参数：--policy、--from、--working-days。", "--policy, --from, --working-days."),
        (["fly"], "没有“fly”这个命令。可用的命令：screen、screen-one、", "Commands: screen, screen-one, "),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)  # fmt: skip
def test_a_wrong_call_is_said_in_the_words_of_the_language(said: Said, call: list[str], zh: str, en: str) -> None:
    code, out, err = said(*call)
    assert (code, out) == (2, "")
    assert zh in err
    assert en in said(*call, language="en")[2]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param("甲乙丙丁", ["甲乙", "丙丁"], id="Chinese characters are two letters wide"),
        pytest.param("甲乙，丙", ["甲", "乙，", "丙"], id="no line begins with a comma"),
        pytest.param("ab cd ef", ["ab", "cd", "ef"], id="words are not broken"),
        pytest.param("死亡.xlsx 甲", ["死亡.xlsx", "甲"], id="nor the names of files"),
        pytest.param("", [""], id="nothing"),
    ],
)
def test_lines_are_broken_by_the_room_they_take(text: str, lines: list[str]) -> None:
    assert wrapped(text, 4) == lines


def test_making_up_data_says_how_many_candidates_the_rows_are(said: Said, tmp_path) -> None:
    _, _, err = said("synth", "--people", "2000", "--seed", "1", "--year", "2026", "--out", str(tmp_path / "out"))
    candidates, rows, repeats = map(int, re.search(r"候选人 (\d+) 人，花名册 (\d+) 行（其中 (\d+) 行", err).groups())
    assert candidates + repeats == rows
    assert f"候选人 {candidates} 人" in (tmp_path / "out" / "README.md").read_text("utf-8")
