"""`ecopost entitle`: what engagements earn in a year, to the fen."""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import get_args

from ecopost.cli.parsing import Parser, listed
from ecopost.entitlement.calculation import Entitlement, Reason, entitlements
from ecopost.entitlement.output import FILE, write_entitlements
from ecopost.entitlement.reading import Facts, read_facts
from ecopost.entitlement.standards import standards_of
from ecopost.foundation.messages import Language, render
from ecopost.foundation.money import yuan
from ecopost.foundation.periods import calendar_year
from ecopost.foundation.refusals import Message, UsageError
from ecopost.policy.loading import load_pack


def add_arguments(parser: Parser) -> None:
    """The options of the contract's section `ecopost entitle`."""
    parser.option("--policy", "option-policy", required=True, metavar="PACK")
    parser.option("--year", "option-pay-year", required=True, type=calendar_year, metavar="YYYY")
    parser.option("--standard", "option-standard", action="append", default=[], metavar="NAME=FEN")
    parser.option("--engagements", "option-engagements", required=True, type=Path, metavar="FILE")
    parser.option("--assessments", "option-assessments", required=True, type=Path, metavar="FILE")
    parser.option("--out", "option-out", required=True, type=Path, metavar="DIR")


def run(arguments: argparse.Namespace, language: Language) -> None:
    """Write `OUT/entitlements.csv`, and what was read, ignored and paid to stderr."""
    if arguments.out.exists() and not arguments.out.is_dir():
        raise UsageError(Message("cli.out-is-a-file", path=arguments.out))
    if arguments.out.resolve() / FILE in (arguments.engagements.resolve(), arguments.assessments.resolve()):
        raise UsageError(Message("cli.out-over-input", path=arguments.out / FILE))
    policy = load_pack(arguments.policy)
    pay, year, standards = policy.pack.pay, arguments.year, standards_of(policy, arguments.standard)
    files = {"engagements": arguments.engagements, "assessments": arguments.assessments}
    facts = read_facts(pay, year, policy.category_names(), standards, **files)
    lines = entitlements(pay, year, standards, facts.engagements, facts.assessments)
    path = write_entitlements(lines, arguments.out)
    for message in (*facts.notices, _summary(facts, lines, path, language)):
        print(render(message, language), file=sys.stderr)


def _summary(facts: Facts, lines: Sequence[Entitlement], path: Path, language: Language) -> Message:
    counts = Counter(line.reason for line in lines)
    counted = [
        Message("entitlement.reason-count", reason=Message(f"entitlement.reason-{reason}"), count=counts[reason])
        for reason in get_args(Reason)
        if counts[reason]
    ]
    return Message(
        "entitlement.summary",
        engagements=len(facts.engagements),
        assessments=len(facts.assessments),
        others=facts.of_other_years,
        total=yuan(sum(line.amount_fen for line in lines)),
        lines=len(lines),
        reasons=listed(*(render(part, language) for part in counted or [Message("entitlement.no-reasons")])),
        path=path,
    )
