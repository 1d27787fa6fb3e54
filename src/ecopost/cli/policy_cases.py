"""Runs the tables of cases beside packs and overlays: every situation must come to its expected result."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from functools import reduce
from pathlib import Path

from ecopost.deadlines.calendars import calendar_of
from ecopost.deadlines.working_days import working_days_end
from ecopost.entitlement.calculation import Assessment, Engagement, entitlements
from ecopost.foundation.refusals import Message, Refusal
from ecopost.policy.cases import CaseTable, DeadlineCase, PayCase, ScreeningCase, read_cases, screening_input
from ecopost.policy.loading import LoadedPack, load_pack, shown_name
from ecopost.policy.validation import problems_in
from ecopost.policy.values import Problem
from ecopost.screening.single import screen_people


def check(reference: str, overlays: Sequence[str]) -> Message:
    """Load a pack, with overlays if any, run the cases beside it, and say how many there were.

    The pack's own cases are run for the pack alone, an overlay's own (`NAME.cases.toml` beside `NAME.toml`) for the
    pack with all the overlays given. Refusal, UsageError as `load_pack`; Refusal for every case that comes to
    something else than expected, with its line.
    """
    loaded = load_pack(reference, overlays)
    names = [item.overlay.id for item in loaded.overlays]
    files = [Path(file).with_suffix(".cases.toml") for file in overlays] or [loaded.path.with_name("cases.toml")]
    tables = [_passed(file, loaded) for file in files if file.is_file()]
    counts = {kind: sum(len(getattr(table, kind)) for table in tables) for kind in ("screening", "pay", "deadline")}
    return Message(
        "cli.policy-checked" if tables else "cli.policy-checked-without-cases",
        name=" + ".join([loaded.pack.id, *names]),
        version=loaded.pack.version,
        total=sum(counts.values()),
        **counts,
    )


def _passed(path: Path, loaded: LoadedPack) -> CaseTable:
    table, problems = read_cases(path, loaded)
    if not problems:
        problems = problems_in(path, shown_name(path), _failures(table, loaded))
    if problems:
        raise Refusal(*problems)
    return table


def _failures(table: CaseTable, loaded: LoadedPack) -> Iterator[Problem]:
    for kind, run in _RUNNERS.items():
        for number, case in enumerate(getattr(table, kind)):
            expected, got = run(case, table, loaded)
            if expected != got:
                message = Message("cli.case-failed", situation=case.situation, expected=expected, got=got)
                yield (kind, number), message


def _screening(case: ScreeningCase, table: CaseTable, loaded: LoadedPack) -> tuple[Message, Message]:
    given = screening_input(case, table, loaded)
    result = screen_people(loaded, table.year, [given.person, *given.others], given.registers)[0]
    findings = [f"{finding['rule']}:{finding['effect']}" for finding in result["findings"]]
    return _screened(case.expected.outcome, case.expected.findings), _screened(result["outcome"], findings)


def _screened(outcome: str, findings: Iterable[str]) -> Message:
    said = [
        Message("cli.case-finding", rule=rule, effect=_outcome(effect.replace("exclude", "ineligible")))
        for rule, _, effect in (finding.partition(":") for finding in sorted(findings))
    ]
    grounds = reduce(_and, said) if said else Message("cli.case-no-finding")
    return Message("cli.case-screened", outcome=_outcome(outcome), findings=grounds)


def _outcome(name: str) -> Message:
    return Message(f"screening.outcome-{name}")


def _and(first: Message, second: Message) -> Message:
    return Message("cli.case-and", first=first, second=second)


def _pay(case: PayCase, table: CaseTable, loaded: LoadedPack) -> tuple[Message, Message]:
    category = case.category or loaded.pack.categories[0].id
    standards = {item.id: item.standard_fen for item in loaded.pack.categories if item.standard_fen is not None}
    if case.standard_fen is not None:
        standards[category] = case.standard_fen
    results = [Assessment("case", period, passed=True) for period in case.passed]
    results += [Assessment("case", period, passed=False, deduction=_deduction(case, period)) for period in case.failed]
    served = [Engagement("case", category, case.start, case.end)]
    lines = entitlements(loaded.pack.pay, table.year, standards, served, results)
    named = {(line.period, line.kind) for line in case.expected}
    expected = [(line.period, line.kind, line.fen, line.reason) for line in case.expected]
    got = [
        (line.period, line.kind, line.amount_fen, line.reason) for line in lines if (line.period, line.kind) in named
    ]
    return _paid(expected, case.total_fen), _paid(got, sum(line.amount_fen for line in lines))


def _deduction(case: PayCase, period: str) -> Fraction | None:
    return Fraction(case.deductions[period]) if period in case.deductions else None


def _paid(lines: Iterable[tuple[str, str, int, str]], total: int) -> Message:
    """Lines of pay (period, kind, fen, reason), and the sum of all in fen."""
    said = [
        Message("cli.case-paid", period=period, kind=kind, fen=fen, reason=Message(f"entitlement.reason-{reason}"))
        for period, kind, fen, reason in sorted(lines)
    ]
    return Message("cli.case-paid-in-all", lines=reduce(_and, said), fen=total)


def _deadline(case: DeadlineCase, table: CaseTable, loaded: LoadedPack) -> tuple[str, str]:  # noqa: ARG001 - all alike
    limit = next(limit for limit in loaded.pack.time_limits if limit.id == case.time_limit)
    end = working_days_end(case.start, limit.length, calendar_of(loaded.pack.calendar))
    return case.expected.isoformat(), end.isoformat()


_Runner = Callable[..., tuple[object, object]]
_RUNNERS: dict[str, _Runner] = {"screening": _screening, "pay": _pay, "deadline": _deadline}
