"""What the documents promise: links that lead somewhere, commands that exist, words the program really says."""

import argparse
import importlib
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from ecopost.cli.main import COMMANDS, main
from ecopost.cli.parsing import Parser
from ecopost.foundation.messages import catalogue
from ecopost.policy.loading import load_pack

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(
    page for place in ("*.md", "docs/**/*.md", "benchmarks/**/*.md", "tests/**/*.md") for page in ROOT.glob(place)
)
ROOMS = sorted(path.parent.name for path in (ROOT / "src" / "ecopost").glob("*/messages.toml"))

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
CALL = re.compile(r"(?:\.venv/bin/)?ecopost (?P<rest>[^\n`]*)")


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


every_page = pytest.mark.parametrize("page", PAGES, ids=name_of)


def fenced(page: Path, language: str) -> Iterator[str]:
    return (body for kind, body in FENCE.findall(page.read_text("utf-8")) if kind == language)


def shell_calls(page: Path) -> list[str]:
    """The complete calls of `ecopost` in the page's shell examples, without the program's name."""
    joined = [body.replace("\\\n", " ") for body in fenced(page, "sh")]
    return [call["rest"].split("  #")[0] for body in joined for call in CALL.finditer(body)]


def parsers(command: str) -> list[Parser]:
    parser = Parser(f"ecopost {command}", "")
    importlib.import_module(COMMANDS[command]).add_arguments(parser)
    actions = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    return [parser, *(inner for action in actions for inner in action.choices.values())]


def without_language(words: list[str]) -> list[str]:
    return words[2:] if words[:1] == ["--lang"] else words


@every_page
def test_every_relative_link_leads_to_a_file(page: Path) -> None:
    links = [link.split("#")[0] for link in LINK.findall(page.read_text("utf-8")) if "://" not in link]
    assert [link for link in links if link and not (page.parent / link).exists()] == []


@every_page
def test_every_link_to_a_heading_of_the_same_page_finds_it(page: Path) -> None:
    text = page.read_text("utf-8")
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    anchors = {re.sub(r"[^\w\- ]", "", heading.lower()).replace("\u3000", "").replace(" ", "-") for heading in headings}
    assert [link for link in LINK.findall(text) if link.startswith("#") and link[1:] not in anchors] == []


@every_page
def test_every_command_in_a_shell_example_parses(page: Path) -> None:
    for call in shell_calls(page):
        command, *arguments = without_language(shlex.split(call.split(" > ")[0]))
        parsers(command)[0].parse_args(arguments)  # UsageError where an option is unknown or lacks


@every_page
def test_every_option_named_beside_a_command_is_one_of_its_options(page: Path) -> None:
    unknown = []
    for call in CALL.finditer(page.read_text("utf-8").replace("\\\n", " ")):
        command, *_ = [*without_language(call["rest"].split()), ""]
        if command in COMMANDS:
            known = {option for parser in parsers(command) for option in parser._option_string_actions}
            unknown += [(command, word) for word in re.findall(r"(?<!\S)--[a-z-]+", call["rest"]) if word not in known]
    assert [(command, word) for command, word in unknown if word != "--lang"] == []


def test_every_option_of_every_command_stands_in_the_reference() -> None:
    reference = (DOCS / "reference" / "commands.md").read_text("utf-8")
    options = {
        option for command in COMMANDS for parser in parsers(command) for option in parser._option_string_actions
    }
    assert sorted(option for option in options - {"-h"} if f"`{option}" not in reference and option != "--help") == []


def test_every_reason_for_rejecting_a_row_and_every_column_stands_in_the_reference() -> None:
    reference = (DOCS / "reference" / "commands.md").read_text("utf-8")
    reasons = {code.removeprefix("reject-") for code in catalogue("workbooks") if code.startswith("reject-")}
    registers = load_pack("xizang-2026").pack.registers
    columns = {column for register in registers for column in (*register.required, *register.optional)}
    named = reasons | columns | {register.id for register in registers} | {register.name.zh for register in registers}
    assert sorted(name for name in named if name not in reference) == []


def sentences() -> list[re.Pattern[str]]:
    """Every line the program can say in Chinese, with anything in its blanks, standing at the end of what is shown.

    Left out: the frames `at` around another sentence, and lines of a word or almost only blanks, which fit too much.
    """
    found = []
    for entry in (entry for room in ROOMS for code, entry in catalogue(room).items() if code != "at"):
        for line in entry["zh"].splitlines():
            parts = list(Formatter().parse(line))
            pattern = "".join(re.escape(text) + (".+" if name else "") for text, name, *_ in parts)
            if sum(len(text) for text, *_ in parts) >= 4:
                found.append(re.compile(f"{pattern}$"))
    return found


@pytest.mark.parametrize("page", [page for page in PAGES if page.is_relative_to(DOCS)], ids=name_of)
def test_what_a_page_shows_as_said_on_screen_is_what_the_program_says(page: Path) -> None:
    known = sentences()
    shown = [line for body in fenced(page, "text") for line in body.splitlines() if line.strip()]
    assert [line for line in shown if not any(sentence.search(line) for sentence in known)] == []


def test_the_first_result_the_tutorial_shows_is_that_of_the_made_up_county(tmp_path: Path, capsys) -> None:
    county = ROOT / "tests" / "data" / "gar-2026"
    arguments = ["--policy", "xizang-2026", "--year", "2026", "--out", str(tmp_path / "out")]
    places = ["--roster", str(county / "rosters"), "--registers", str(county / "registers")]
    assert main(["screen", *arguments, *places]) == 0
    said = capsys.readouterr().err.splitlines()
    *shown, where = next(fenced(DOCS / "tutorial.zh-CN.md", "text")).splitlines()
    assert [line for line in shown if line not in said] == []
    assert where.replace("out/gar-2026", str(tmp_path / "out")) == said[-1]


REGULATION = (DOCS / "regulation.zh.md").read_text("utf-8")


@pytest.mark.parametrize("rule", [rule.id for rule in load_pack("xizang-2026").pack.rules])
def test_every_rule_of_the_measures_stands_beside_its_article(rule: str) -> None:
    assert re.search(rf"`(rules\.)?{rule}`", REGULATION)


def test_every_article_of_the_measures_has_a_row() -> None:
    assert [number for number in range(1, 33) if not re.search(rf"^\| 第{number}条", REGULATION, re.MULTILINE)] == []


def test_every_test_the_regulation_table_names_exists() -> None:
    named = set(re.findall(r"`((?:rules|stories)/[^`]*)`", REGULATION))
    assert len(named) > 20
    assert sorted(name for name in named if not (ROOT / "tests" / name).is_file()) == []
