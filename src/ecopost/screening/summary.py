"""The sheets of `result.xlsx` that count: how people came out and what to do, people by condition, the data used."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import polars as pl

from ecopost.policy.kinds import AgeBetween
from ecopost.policy.loading import LoadedPack
from ecopost.screening.findings import OUTCOME_OF, OUTCOMES
from ecopost.screening.screening import Screening
from ecopost.screening.words import Wording
from ecopost.workbooks.people import Source
from ecopost.workbooks.writing import Align, Cell, Column, Marked, OfficialWorkbook, Tint

OUTCOME_TINTS: Final[dict[str, Tint]] = {
    "ineligible": "stop",
    "review": "check",
    "unchecked": "wait",
    "eligible": "done",
}

# The columns of a sheet: what each is called in the messages, its width in half-width characters, how it stands.
ColumnPlan = Sequence[tuple[str, float, Align]]
_OUTCOME_COLUMNS: Final[ColumnPlan] = (
    ("outcome", 13, "center"),
    ("people", 11, "right"),
    ("share", 11, "right"),
    ("to-do", 110, "left"),
)
_RULE_COLUMNS: Final[ColumnPlan] = (
    ("condition", 62, "left"),
    ("if-not-met", 13, "center"),
    ("found", 12, "right"),
    ("unchecked-people", 13, "right"),
    ("article", 19, "left"),
    ("responsible", 46, "left"),
)
_SOURCE_COLUMNS: Final[ColumnPlan] = (
    ("data", 26, "left"),
    ("supplied-by", 46, "left"),
    ("file", 32, "left"),
    ("as-of", 13, "center"),
    ("rows", 12, "right"),
    ("used", 12, "right"),
    ("rejected", 12, "right"),
)


@dataclass(frozen=True)
class Part:
    """What one workbook is about: all candidates of a screening, or those of one county.

    `people`: the candidates with their `outcome`; `findings`: theirs; `rejects`: the register's identifier (empty for
    rosters) and the rejected rows of each source.
    """

    screening: Screening
    wording: Wording
    county: str
    people: pl.DataFrame
    findings: pl.DataFrame
    rosters: Sequence[Source]
    rejects: Sequence[tuple[str, pl.DataFrame]]

    @property
    def loaded(self) -> LoadedPack:
        """The pack the screening followed."""
        return self.screening.loaded

    @cached_property
    def outcomes(self) -> dict[str, int]:
        """How many people came to each outcome, the worst first."""
        counts = dict(self.people.group_by("outcome").len().iter_rows())
        return {outcome: counts.get(outcome, 0) for outcome in OUTCOMES}

    @cached_property
    def departments(self) -> dict[str, str]:
        """The department that hands over each register, by its name (an overlay may name one the pack has not)."""
        names = {item.id: self.wording.of(item.name) for item in self.loaded.pack.departments}
        return {register.id: names.get(register.department, register.department) for register in self.loaded.registers}

    @property
    def title(self) -> str:
        """What the workbook is: the result of comparing data for the posts of a year, perhaps of one county."""
        code = "report-title-of-county" if self.county else "report-title"
        return self.wording.say(code, year=self.screening.year, county=self.county)

    def responsible(self, registers: Sequence[str]) -> list[str]:
        """Who can check a finding that rests on these registers; without any, whoever filled in the roster."""
        found = [self.departments[name] for name in registers]
        return list(dict.fromkeys(found)) or [self.wording.say("report-roster-unit")]

    def columns(self, plan: ColumnPlan) -> list[Column]:
        """The columns of a sheet in this workbook's words."""
        return [Column(self.wording.say(f"report-column-{name}"), width, align) for name, width, align in plan]


def write_summary(book: OfficialWorkbook, part: Part) -> None:
    """What was compared, how the people came out, what to do, and what to know about it; one printed page."""
    say, wording = part.wording.say, part.wording
    sheet = book.sheet(say("report-summary"), part.columns(_OUTCOME_COLUMNS))
    sheet.title(part.title)
    titles = [wording.of(part.loaded.pack.title), *wording.overlays.values()]
    sheet.line(say("report-policy", policies=say("list-semicolon").join(titles)), "center")
    sheet.line(_compared(part), "center")
    if missing := [name for key, name in wording.registers.items() if key not in part.screening.tables]:
        sheet.line(say("not-supplied-registers", registers=wording.listed(missing)), tint="check")
    sheet.heading(say("report-by-outcome"))
    sheet.table(_outcome_rows(part))
    sheet.heading(say("report-notes"))
    for number, note in enumerate(_notes(part), start=1):
        sheet.line(say("report-note", number=number, note=note))


def _compared(part: Part) -> str:
    return part.wording.say(
        "report-compared",
        people=part.people.height,
        rosters=len(part.rosters),
        supplied=len(part.screening.tables),
        registers=len(part.loaded.registers),
    )


def _outcome_rows(part: Part) -> Iterator[Sequence[Cell]]:
    say, total = part.wording.say, part.people.height
    for outcome, people in part.outcomes.items():
        name = Marked(say(f"outcome-{outcome}"), OUTCOME_TINTS[outcome])
        yield name, people, _share(people, total), say(f"report-do-{outcome}")
    if rejected := _rejected_people(part):
        yield Marked(say("report-rejected"), "check"), rejected, None, say("report-do-rejected")


def _share(people: int, total: int) -> str:
    """Percent with one decimal, rounded half up."""
    tenths = (people * 2000 + total) // (2 * total) if total else 0
    return f"{tenths // 10}.{tenths % 10}%"


def _rejected_people(part: Part) -> int:
    """Rows of the rosters that seem to be people but could not be used; totals and signatures are not counted."""
    return sum(
        rows.filter(pl.col("reason") != "not-a-person").height for register, rows in part.rejects if not register
    )


def _notes(part: Part) -> Iterator[str]:
    wording = part.wording
    yield wording.say("report-note-people-decide")
    if declared := part.loaded.pack.declarations:
        conditions = wording.say("list-semicolon").join(wording.of(item.name) for item in declared)
        yield wording.say("report-note-declared", conditions=conditions)
    if any(isinstance(rule, AgeBetween) for rule in wording.rules.values()):
        yield wording.say("report-note-age", year=part.screening.year)
    for note in ("masked", "rejected", "files"):
        yield wording.say(f"report-note-{note}")


def write_rules(book: OfficialWorkbook, part: Part) -> None:
    """How many people were found by each condition, and for how many it is open."""
    say = part.wording.say
    sheet = book.sheet(say("report-by-rule"), part.columns(_RULE_COLUMNS))
    sheet.title(say("report-by-rule"))
    sheet.line(say("report-by-rule-note"))
    sheet.long_table(_rule_rows(part))


def _rule_rows(part: Part) -> Iterator[Sequence[Cell]]:
    """A row for each rule; what overlays state about the same rule stands beneath the pack's own words."""
    wording, counts = part.wording, _counts(part.findings)
    stated: dict[str, list[str]] = {}
    for rule_id, overlay in wording.rules:
        stated.setdefault(rule_id, []).append(overlay)
    for rule_id, overlays in stated.items():
        rules = [wording.rules[rule_id, overlay] for overlay in overlays]
        found, still_open = counts.get(rule_id, (0, 0))
        yield (
            "\n".join(dict.fromkeys(wording.of(rule.text) for rule in rules)),
            "\n".join(dict.fromkeys(wording.say(f"outcome-{OUTCOME_OF[rule.effect]}") for rule in rules)),
            found,
            still_open,
            "\n".join(dict.fromkeys(wording.article(rule.article) for rule in rules)),
            wording.listed(part.responsible([name for rule in rules for name in rule.registers])),
        )


def _counts(findings: pl.DataFrame) -> dict[str, tuple[int, int]]:
    """For each rule how many people it found something in, and for how many it is open."""
    is_open = pl.col("effect") == "unchecked"
    by_rule = findings.group_by("rule").agg(found=(~is_open).sum(), still_open=is_open.sum())
    return {rule: (found, still_open) for rule, found, still_open in by_rule.iter_rows()}


def write_sources(book: OfficialWorkbook, part: Part) -> None:
    """Which data was compared: from whom, in which file, of what date, how many rows; and which is missing."""
    say = part.wording.say
    sheet = book.sheet(say("report-sources"), part.columns(_SOURCE_COLUMNS))
    sheet.title(say("report-sources"))
    sheet.line(say("report-sources-note"))
    sheet.long_table(_source_rows(part))


def _source_rows(part: Part) -> Iterator[Sequence[Cell]]:
    say = part.wording.say
    for source in part.rosters:
        yield _source_row(part, say("report-roster"), say("report-roster-unit"), source)
    for register, name in part.wording.registers.items():
        if table := part.screening.tables.get(register):
            yield _source_row(part, name, part.departments[register], table.source)
        else:
            yield name, part.departments[register], Marked(say("report-not-supplied"), "check"), None, None, None, None


def _source_row(part: Part, name: str, supplier: str, source: Source) -> Sequence[Cell]:
    as_of = source.as_of or part.wording.say("report-no-date")
    return name, supplier, source.file, as_of, source.rows, source.used, source.rejected
