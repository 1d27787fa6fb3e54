"""`ecopost screen`: a county's rosters against the departments' registers."""

import argparse
import sys
import time
from pathlib import Path

from ecopost.cli.parsing import Parser, year
from ecopost.foundation.messages import Language, render
from ecopost.foundation.refusals import Message, Refusal, UsageError
from ecopost.policy.loading import LoadedPack, load_pack
from ecopost.screening.engines import ENGINES, engine
from ecopost.screening.outputs import outcome_counts, write_outputs
from ecopost.screening.screening import Screening, Tell, screen
from ecopost.screening.words import Wording
from ecopost.workbooks.files import register_files, roster_files


def add_arguments(parser: Parser) -> None:
    """The options of the contract."""
    parser.option("--policy", "option-policy", required=True, metavar="PACK")
    parser.option("--year", "option-year", required=True, type=year, metavar="YYYY")
    parser.option("--roster", "option-roster", required=True, type=Path, metavar="FILE|DIR")
    parser.option("--registers", "option-registers", required=True, type=Path, metavar="DIR")
    parser.option("--out", "option-out", required=True, type=Path, metavar="DIR")
    parser.option("--engine", "option-engine", choices=tuple(ENGINES), default="polars")
    parser.option("--overlay", "option-overlay", action="append", default=[], type=Path, metavar="FILE")


def run(arguments: argparse.Namespace, language: Language) -> None:
    """Screen, write everything to `--out`, and say on stderr what was read and what came out."""

    def tell(message: Message) -> None:
        print(render(message, language), file=sys.stderr, flush=True)

    started = time.monotonic()
    loaded = load_pack(arguments.policy, arguments.overlay)
    _check_places(arguments)
    rosters, registers = _find_files(arguments, loaded, tell)
    screening = screen(loaded, arguments.year, rosters, registers, engine(arguments.engine), tell=tell)
    tell(Message("screening.writing"))
    spent = time.monotonic() - started
    write_outputs(screening, arguments.out, engine=arguments.engine, seconds=spent, language=language)
    _report(screening, arguments.out, Wording(loaded, language), tell)


def _check_places(arguments: argparse.Namespace) -> None:
    """Wrong usage where a folder is missing, or where the results would land among the files they are made from."""
    problems = []
    if not arguments.roster.exists():
        problems.append(Message("cli.no-such-path", option="--roster", path=arguments.roster))
    if not arguments.registers.is_dir():
        problems.append(Message("cli.no-such-folder", option="--registers", path=arguments.registers))
    out = arguments.out.resolve()
    if arguments.out.exists() and not arguments.out.is_dir():
        problems.append(Message("cli.out-is-a-file", path=arguments.out))
    rosters = arguments.roster.resolve()
    if out in (rosters.parent if rosters.is_file() else rosters, arguments.registers.resolve()):
        problems.append(Message("cli.out-among-inputs", path=arguments.out))
    if problems:
        raise UsageError(*problems)


def _find_files(arguments: argparse.Namespace, loaded: LoadedPack, tell: Tell) -> tuple[list[Path], dict[str, Path]]:
    """Roster files and registers (identifier → file); every problem of both places in one refusal."""
    rosters: list[Path] = []
    registers: dict[str, Path] = {}
    refused: list[Message] = []
    try:
        rosters, notices = roster_files(arguments.roster)
        for notice in notices:
            tell(notice)
    except Refusal as refusal:
        refused += refusal.messages
    try:
        registers, notices = register_files(arguments.registers, loaded.register_names())
        for notice in notices:
            tell(notice)
    except Refusal as refusal:
        refused += refusal.messages
    if refused:
        raise Refusal(*refused)
    return rosters, registers


def _report(screening: Screening, out: Path, words: Wording, tell: Tell) -> None:
    """Counts per file, what was not supplied, the outcomes, and where the workbook lies."""
    for source in (*screening.roster.sources, *(table.source for table in screening.tables.values())):
        tell(
            Message(
                "screening.rows-read", file=source.file, rows=source.rows, used=source.used, rejected=source.rejected
            )
        )
    missing = [words.registers[name] for name in words.registers if name not in screening.tables]
    if missing:
        tell(Message("screening.not-supplied-registers", registers=words.listed(missing)))
    for outcome, count in outcome_counts(screening).items():
        tell(Message("screening.outcome-count", outcome=Message(f"screening.outcome-{outcome}"), count=count))
    one = (out / "result.xlsx").exists()
    tell(Message("screening.where" if one else "screening.where-by-county", path=out))
