"""`ecopost synth`: made-up rosters and registers of any size."""

import argparse
import re
import sys
from fractions import Fraction
from pathlib import Path

from ecopost.cli.parsing import Parser, year
from ecopost.foundation.messages import Language, render
from ecopost.foundation.refusals import Message
from ecopost.synth.world import synthesise
from ecopost.synth.writing import FORMATS, check_format, check_place, write_world


def add_arguments(parser: Parser) -> None:
    """The options; the same ones always make the same files."""
    parser.option("--people", "option-synth-people", required=True, type=int, metavar="N")
    parser.option("--seed", "option-synth-seed", required=True, type=int, metavar="N")
    parser.option("--year", "option-synth-year", required=True, type=year, metavar="YYYY")
    parser.option("--out", "option-synth-out", required=True, type=Path, metavar="DIR")
    parser.option("--format", "option-synth-format", choices=FORMATS, default="parquet", dest="format_")
    parser.option("--findings", "option-synth-findings", type=decimal, default=Fraction(1, 10), metavar="0..2")
    parser.option("--candidates", "option-synth-candidates", type=int, metavar="N")


def run(arguments: argparse.Namespace, language: Language) -> None:
    """Make the world and write it; stderr says how many of what lie where."""
    check_place(arguments.out)
    check_format(arguments.people, arguments.format_)
    world = synthesise(
        arguments.people,
        arguments.seed,
        arguments.year,
        findings=arguments.findings,
        candidates=arguments.candidates,
    )
    write_world(world, arguments.out, arguments.format_)
    candidates, rows = int(world.people["candidate"].sum()), world.roster.height
    done = Message(
        "cli.synth-done",
        path=arguments.out,
        people=world.people.height,
        candidates=candidates,
        rows=rows,
        repeats=rows - candidates,
        findings=world.expected.height,
    )
    print(render(done, language), file=sys.stderr)


def decimal(text: str) -> Fraction:
    """A plain decimal, exactly; ValueError for anything else."""
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)?", text, re.ASCII):
        raise ValueError(text)
    return Fraction(text)
