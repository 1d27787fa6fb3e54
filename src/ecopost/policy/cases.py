"""The table of cases beside a pack: situations as a jurist would put them, each with the result it must come to.

`docs/reference/policy-packs.md` explains the format. Everyone in a case is invented: their ID numbers are made here
from their birth date. What a case means is worked out here; `ecopost policy check` runs it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field

from ecopost.foundation.id_numbers import check_character
from ecopost.foundation.refusals import Message
from ecopost.foundation.text import without_space
from ecopost.policy.loading import LoadedPack, shown_name
from ecopost.policy.model import Pack
from ecopost.policy.validation import problems_in, read_part
from ecopost.policy.values import Citation, Identifier, Part, Place, Problem

DIVISION: Final = "542523001001"
BORN: Final = date(1985, 6, 15)
SELF: Final = "某甲"

Row = dict[str, str | int | date]
Share = Annotated[str, Field(pattern=r"^(0(\.[0-9]+)?|1(\.0+)?)$")]
Period = Annotated[str, Field(pattern=r"^[0-9]{4}(Q[1-4]|M(0[1-9]|1[0-2]))?$")]
ExpectedFinding = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*:(exclude|review|unchecked)$")]


class Case(Part):
    """What every case says: the situation in words, and the article that decides it."""

    situation: Annotated[str, Field(min_length=1)]
    article: Citation


class Candidate(Part):
    """A roster row. Left out: born 1985-06-15, the pack's first category, a village of Gar County, a sound ID number.

    `columns` are the roster columns only this pack knows.
    """

    name: str = SELF
    born: date = BORN
    id_number: str | None = None
    category: str | None = None
    division: str = DIVISION
    columns: dict[str, str] = Field(default_factory=dict)


class OtherCandidate(Candidate):
    """A further roster row: of the same person, or of another one whom `who` names (`name` is what the roster says)."""

    who: str = SELF


class ExpectedScreening(Part):
    """The outcome and all findings, as `rule:effect`, in any order."""

    outcome: Literal["eligible", "unchecked", "review", "ineligible"]
    findings: tuple[ExpectedFinding, ...] = ()


class ScreeningCase(Case):
    """One candidate against the registers.

    A register row `{}` is one of this very person; `who` names somebody else, whose ID number is then another;
    `id_number` and `name` may be written out. A register named nowhere is supplied and empty.
    """

    candidate: Candidate = Candidate()
    also_listed: tuple[OtherCandidate, ...] = ()
    registers: dict[Identifier, tuple[Row, ...]] = Field(default_factory=dict)
    not_supplied: tuple[Identifier, ...] = ()
    expected: ExpectedScreening


class ExpectedPay(Part):
    """One line of an entitlement."""

    period: Period
    kind: Identifier
    fen: Annotated[int, Field(ge=0)]
    reason: Literal["full", "part-served", "failed", "not-assessed", "not-served", "deducted"]


class PayCase(Case):
    """One engagement, its results, and what it earns: the lines that matter here, and the sum of all lines, in fen.

    The yearly standard is `standard_fen`, or the one the pack gives the `category`. `deductions` are the shares
    withheld in failed periods, as decimals.
    """

    category: Identifier | None = None
    standard_fen: Annotated[int, Field(gt=0)] | None = None
    start: date
    end: date | None = None
    passed: tuple[Period, ...] = ()
    failed: tuple[Period, ...] = ()
    deductions: dict[Period, Share] = Field(default_factory=dict)
    expected: Annotated[tuple[ExpectedPay, ...], Field(min_length=1)]
    total_fen: Annotated[int, Field(ge=0)]


class DeadlineCase(Case):
    """A time limit of the pack, counted from an event, and its last day."""

    start: Annotated[date, Field(alias="from")]
    time_limit: Identifier
    expected: date


class CaseTable(Part):
    """All cases beside a pack or an overlay. `usual_registers` stand in every case that does not say otherwise."""

    year: Annotated[int, Field(ge=1950, le=2200)]
    usual_registers: dict[Identifier, tuple[Row, ...]] = Field(default_factory=dict)
    screening: tuple[ScreeningCase, ...] = ()
    pay: tuple[PayCase, ...] = ()
    deadline: tuple[DeadlineCase, ...] = ()


@dataclass(frozen=True)
class ScreeningInput:
    """A case as the roster and the registers would state it. A register that was not supplied is None."""

    person: dict[str, str]
    others: list[dict[str, str]]
    registers: dict[str, list[dict[str, str]] | None]


def read_cases(path: Path, loaded: LoadedPack) -> tuple[CaseTable, list[Message]]:
    """The table of cases at `path`, and every name in it that the pack does not know, with its line.

    UsageError, Refusal: as `read_part`.
    """
    table, _ = read_part(path, CaseTable, shown_name(path))
    return table, problems_in(path, shown_name(path), _unknown_names(table, loaded))


def screening_input(case: ScreeningCase, table: CaseTable, loaded: LoadedPack) -> ScreeningInput:
    """The roster rows and register rows of a case, with invented ID numbers."""
    people = {SELF: case.candidate.id_number or invented_id_number(case.candidate.born, 1)}
    rows = table.usual_registers | case.registers
    for who in _others_in(case, rows):
        people.setdefault(who, invented_id_number(BORN, len(people) + 1))
    first = loaded.pack.categories[0].id
    return ScreeningInput(
        _roster_row(case.candidate, people[SELF], first),
        [_roster_row(other, other.id_number or people[other.who], first) for other in case.also_listed],
        {
            register.id: None
            if register.id in case.not_supplied
            else [_register_row(row, people, case.candidate.name) for row in rows.get(register.id, ())]
            for register in loaded.registers
        },
    )


def invented_id_number(born: date, sequence: int) -> str:
    """An ID number of nobody: Gar County's area code, the birth date, a running number, the right check character."""
    body = f"542523{born:%Y%m%d}{sequence:03d}"
    return body + check_character(body)


def _others_in(case: ScreeningCase, rows: Mapping[str, Iterable[Row]]) -> Iterator[str]:
    yield from (other.who for other in case.also_listed)
    yield from (str(row["who"]) for row in chain.from_iterable(rows.values()) if "who" in row)


def _roster_row(candidate: Candidate, id_number: str, category: str) -> dict[str, str]:
    named = (
        candidate.who if isinstance(candidate, OtherCandidate) and "name" not in candidate.model_fields_set else None
    )
    return {
        "name": named or candidate.name,
        "id_number": id_number,
        "category": category if candidate.category is None else candidate.category,
        "division": candidate.division,
        **candidate.columns,
    }


def _register_row(row: Row, people: Mapping[str, str], name: str) -> dict[str, str]:
    who = str(row.get("who", SELF))
    own = {"id_number": people[who], "name": name if who == SELF else who}
    return own | {column: str(value) for column, value in row.items() if column != "who"}


def _unknown_names(table: CaseTable, loaded: LoadedPack) -> Iterator[Problem]:
    known = _known(loaded)
    for place, what, name in chain(_used_in_screening(table), _used_elsewhere(table)):
        if name not in known[what]:
            yield place, Message("policy.unknown-in-case", name=name)
    deducting = {component.period for component in loaded.pack.pay.components if component.on_fail == "deduct"}
    for number, case in enumerate(table.pay):
        for problem in _unpayable(case, loaded.pack, deducting):
            yield ("pay", number), problem


def _unpayable(case: PayCase, pack: Pack, deducting: Collection[str]) -> Iterator[Message]:
    standards = {category.id: category.standard_fen for category in pack.categories}
    if case.standard_fen is None and standards.get(case.category or "") is None:
        yield Message("policy.case-without-standard")
    if len({*case.passed, *case.failed}) < len(case.passed) + len(case.failed):
        yield Message("policy.case-result-twice")
    needed = {period for period in case.failed if _unit(period) in deducting}
    for period in sorted(needed ^ set(case.deductions)):
        yield Message(
            "policy.case-deduction-missing" if period in needed else "policy.case-deduction-idle", period=period
        )


def _unit(period: str) -> str:
    return {"Q": "quarter", "M": "month", "": "year"}[period[4:5]]


def _known(loaded: LoadedPack) -> dict[str, set[str]]:
    pack = loaded.pack
    return {
        "article": {article.id for article in pack.articles},
        "category": {category.id for category in pack.categories},
        "spelling": set(loaded.category_names()),
        "column": {column.id for column in pack.roster_columns},
        "register": {register.id for register in loaded.registers},
        "rule": {
            rule.id for rules in (pack.rules, *(item.overlay.rules for item in loaded.overlays)) for rule in rules
        },
        "time_limit": {limit.id for limit in pack.time_limits if limit.unit == "working_days"},
        "component": {component.id for component in pack.pay.components},
    }


def _used_in_screening(table: CaseTable) -> Iterator[tuple[Place, str, str]]:
    yield from ((("usual_registers", name), "register", name) for name in table.usual_registers)
    for number, case in enumerate(table.screening):
        place = ("screening", number)
        yield (*place, "article"), "article", case.article
        yield from (((*place, "not_supplied"), "register", name) for name in case.not_supplied)
        yield from (((*place, "registers", name), "register", name) for name in case.registers)
        yield from (((*place, "expected"), "rule", name.partition(":")[0]) for name in case.expected.findings)
        yield from _used_in_roster((*place, "candidate"), case.candidate)
        for other, candidate in enumerate(case.also_listed):
            yield from _used_in_roster((*place, "also_listed", other), candidate)


def _used_in_roster(place: Place, candidate: Candidate) -> Iterator[tuple[Place, str, str]]:
    yield from (((*place, "columns", name), "column", name) for name in candidate.columns)
    if candidate.category is not None:
        yield (*place, "category"), "spelling", without_space(candidate.category)


def _used_elsewhere(table: CaseTable) -> Iterator[tuple[Place, str, str]]:
    for number, paid in enumerate(table.pay):
        yield ("pay", number, "article"), "article", paid.article
        yield from ((("pay", number, "category"), "category", name) for name in [paid.category] if name)
        yield from ((("pay", number, "expected"), "component", line.kind) for line in paid.expected)
    for number, limit in enumerate(table.deadline):
        yield ("deadline", number, "article"), "article", limit.article
        yield ("deadline", number, "time_limit"), "time_limit", limit.time_limit
