"""`ecopost screen-one`: one person, from a JSON file or from the command line, judged like everybody else."""

import argparse
import json
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from ecopost.cli.parsing import Parser, listed, year
from ecopost.foundation.messages import Language, render
from ecopost.foundation.refusals import Message, Refusal, UsageError
from ecopost.policy.loading import LoadedPack, load_pack
from ecopost.screening.screening import read_registers
from ecopost.screening.single import screen_one
from ecopost.screening.words import Wording
from ecopost.workbooks.files import register_files

PERSON = ("name", "id_number", "category", "division")


def add_arguments(parser: Parser) -> None:
    """Who is asked about, and where the registers are."""
    parser.option("--policy", "option-policy", required=True, metavar="PACK")
    parser.option("--year", "option-year", required=True, type=year, metavar="YYYY")
    parser.option("--json", "option-person-json", metavar="FILE")
    for name in PERSON:
        parser.option(f"--{name.replace('_', '-')}", f"option-{name}", dest=name)
    parser.option("--registers", "option-registers", type=Path, metavar="DIR")
    parser.option("--overlay", "option-overlay", action="append", default=[], type=Path, metavar="FILE")


def run(arguments: argparse.Namespace, language: Language) -> None:
    """Print the outcome and every finding, with its evidence and in words, as one JSON object."""
    loaded = load_pack(arguments.policy, arguments.overlay)
    person, given = _asked(arguments)
    files: dict[str, Path] = {}
    notices: list[Message] = []
    if arguments.registers:
        files, notices = register_files(arguments.registers, loaded.register_names())
    elif not given:
        notices = [Message("screening.no-registers")]
    with ThreadPoolExecutor() as pool:
        tables, refused = read_registers(loaded, files, pool)
    if refused:
        raise Refusal(*refused)
    for notice in (*notices, *(notice for table in tables.values() for notice in table.notices)):
        print(render(notice, language), file=sys.stderr)
    result = screen_one(loaded, arguments.year, person, {**tables, **given})
    print(json.dumps(_in_words(result, loaded, language), ensure_ascii=False, indent=2))


def _asked(arguments: argparse.Namespace) -> tuple[dict[str, str], dict[str, Any]]:
    """The person as columns of a roster, and the registers the JSON brings along; options win over the JSON."""
    given: dict[str, Any] = _read_json(arguments.json) if arguments.json else {}
    registers = given.pop("registers", {})
    person = given | {name: getattr(arguments, name) for name in PERSON if getattr(arguments, name) is not None}
    if missing := [f"--{name.replace('_', '-')}" for name in PERSON if name not in person]:
        raise UsageError(Message("cli.missing-arguments", what=listed(*missing)))
    rows_are_right = isinstance(registers, dict) and all(_is_rows(rows) for rows in registers.values())
    if not rows_are_right or not _is_rows([person]):
        raise Refusal(Message("cli.bad-person-json", file=arguments.json))
    return person, registers


def _is_rows(rows: object) -> bool:
    """Whether this is null, or a list of objects whose values are all text."""
    return rows is None or (
        isinstance(rows, list)
        and all(isinstance(row, dict) and all(isinstance(value, str) for value in row.values()) for row in rows)
    )


def _read_json(file: str) -> dict[str, Any]:
    try:
        text = sys.stdin.read() if file == "-" else Path(file).read_text("utf-8-sig")
        given = json.loads(text)
    except OSError as error:
        raise UsageError(Message("cli.no-such-path", option="--json", path=file)) from error
    except ValueError as error:
        raise Refusal(Message("cli.bad-person-json", file=file)) from error
    if not isinstance(given, dict):
        raise Refusal(Message("cli.bad-person-json", file=file))
    return given


def _in_words(result: Mapping[str, Any], loaded: LoadedPack, language: Language) -> dict[str, Any]:
    wording = Wording(loaded, language)
    findings = [
        {**finding, "in_words": wording.finding(finding["rule"], finding["effect"], finding["evidence"])}
        for finding in result["findings"]
    ]
    return {"outcome": result["outcome"], "findings": findings}
