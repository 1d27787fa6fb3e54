"""`result.xlsx`: what a clerk opens after a screening and knows within a minute what came out and what to do.

A match never dismisses anyone by itself: the workbook names findings with their articles and who can check them, and
leaves room for what people decide. ID numbers stand in it masked.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, islice
from pathlib import Path
from typing import Final

import polars as pl

from ecopost.foundation.messages import Language, render
from ecopost.foundation.refusals import Message
from ecopost.screening.findings import OUTCOMES
from ecopost.screening.screening import Screening
from ecopost.screening.summary import OUTCOME_TINTS, ColumnPlan, Part, write_rules, write_sources, write_summary
from ecopost.screening.words import Wording
from ecopost.workbooks.cleaning import masked, unnumbered
from ecopost.workbooks.writing import CHINESE_FONTS, ENGLISH_FONTS, Cell, Look, OfficialWorkbook, official_workbook

MOST_IN_ONE_WORKBOOK: Final = 50_000  # candidates; above it one workbook a county (contract)
MOST_REJECTS: Final = 2_000  # rows one workbook lists; rejects.csv holds all of them
_SEVERITY: Final = {"exclude": 0, "review": 1, "unchecked": 2}
_COUNTY: Final = pl.col("division").str.head(6).alias("county")
_Said = tuple[str, str]  # findings as numbered lines; who can check them, a line each
_FROZEN: Final = 2  # number and name stay in sight when a clerk scrolls to the right

_FOUND_COLUMNS: Final[ColumnPlan] = (
    ("number", 12, "left"),
    ("name", 12, "left"),
    ("id-number", 19.5, "center"),
    ("division", 14, "center"),
    ("category", 16.5, "left"),
    ("findings", 58, "left"),
    ("responsible", 16, "left"),
    ("opinion", 16, "left"),
    ("file", 14, "left"),
    ("row", 6, "center"),
)
_ELIGIBLE_COLUMNS: Final[ColumnPlan] = (
    ("number", 16, "left"),
    ("name", 20, "left"),
    ("id-number", 20, "center"),
    ("division", 15, "center"),
    ("category", 18, "left"),
    ("opinion", 26, "left"),
    ("file", 26, "left"),
    ("row", 8, "center"),
)
_REJECT_COLUMNS: Final[ColumnPlan] = (
    ("data", 16, "left"),
    ("file", 22, "left"),
    ("sheet", 14, "left"),
    ("row", 8, "center"),
    ("column", 14, "left"),
    ("value", 18, "left"),
    ("reason", 62, "left"),
    ("done", 16, "left"),
)


def write_report(screening: Screening, folder: Path, language: Language) -> None:
    """Write `folder/result.xlsx`, or above 50,000 candidates `folder/result/<county code>.xlsx`, one a county.

    Contract "`ecopost screen`". Rows stand in the order of the rosters, so that a clerk goes through both side by side.
    """
    wording = Wording(screening.loaded, language)
    candidates = screening.roster.candidates
    people = candidates.join(screening.verdicts, on="candidate_id", how="left", maintain_order="left")
    if people.height <= MOST_IN_ONE_WORKBOOK:
        _write(_part(screening, wording, "", people, screening.findings), folder / "result.xlsx")
        return
    (folder / "result").mkdir()
    home = people.select("candidate_id", _COUNTY)
    found = screening.findings.join(home, on="candidate_id", how="left", maintain_order="left")
    findings = found.partition_by("county", as_dict=True)
    for (county,), own in people.with_columns(_COUNTY).partition_by("county", as_dict=True).items():
        part = _part(screening, wording, county, own, findings.get((county,), found.clear()))
        _write(part, folder / "result" / f"{county}.xlsx")


def _part(screening: Screening, wording: Wording, county: str, people: pl.DataFrame, findings: pl.DataFrame) -> Part:
    """One workbook's share; of the rosters those with a candidate in it, and those nobody could be used of."""
    elsewhere = screening.roster.candidates.select("file").join(people.select("file"), on="file", how="anti")
    others = set(elsewhere["file"])
    rosters = [source for source in screening.roster.sources if source.file not in others]
    rejects = [("", screening.roster.rejects.filter(~pl.col("file").is_in(others)))]
    registers = [item.id for item in screening.loaded.registers if item.id in screening.tables]
    rejects += [(name, screening.tables[name].rejects) for name in registers]
    return Part(screening, wording, county, people, findings, rosters, rejects)


def _write(part: Part, path: Path) -> None:
    with official_workbook(path, _look(part)) as book:
        write_summary(book, part)
        write_rules(book, part)
        said = _said(part)
        for outcome in OUTCOMES:
            _write_people(book, part, outcome, said)
        _write_rejects(book, part)
        write_sources(book, part)


def _look(part: Part) -> Look:
    say = part.wording.say
    return Look(
        title=part.title,
        fonts=ENGLISH_FONTS if part.wording.language == "en" else CHINESE_FONTS,
        foot_left=say("report-foot-private"),
        foot_center=say("report-foot-page", page="&P", pages="&N"),
        foot_right=say("report-foot-signature"),
        cut=say("report-cut"),
    )


def _write_people(book: OfficialWorkbook, part: Part, outcome: str, said: Mapping[str, _Said]) -> None:
    """The people of one outcome: who, what was found, who can check it, room for the decision, and the roster's row."""
    say = part.wording.say
    plan = _ELIGIBLE_COLUMNS if outcome == "eligible" else _FOUND_COLUMNS
    name = say(f"outcome-{outcome}")
    sheet = book.sheet(name, part.columns(plan), OUTCOME_TINTS[outcome])
    sheet.title(say("report-people", outcome=name, people=part.outcomes[outcome]))
    sheet.line(say(f"report-do-{outcome}"))
    people = part.people.filter(outcome=outcome).select(
        "candidate_id",
        unnumbered(pl.col("name")),
        masked(pl.col("id_number"), pl.col("flaw")),
        "division",
        pl.col("category").replace_strict(part.wording.categories),
        _place(),
        "row",
    )
    rows = _rows(people, None if outcome == "eligible" else said)
    sheet.long_table(rows, nothing=say("report-nobody"), frozen=_FROZEN)


def _rows(people: pl.DataFrame, said: Mapping[str, _Said] | None) -> Iterator[Sequence[Cell]]:
    for number, name, id_number, division, category, place, row in people.iter_rows():
        found = () if said is None else said[number]
        yield number, name, id_number, division, category, *found, None, place, row


def _place() -> pl.Expr:
    """The candidate's file, and the sheet where the file's candidates stand in several."""
    several = pl.col("sheet").n_unique().over("file") > 1
    return pl.when(several).then(pl.concat_str("file", "sheet", separator="\n", ignore_nulls=True)).otherwise("file")


def _said(part: Part) -> dict[str, _Said]:
    """For each candidate with findings: the findings as numbered lines, the worst first, and who can check them."""
    rank = {rule: place for place, rule in enumerate(dict.fromkeys(rule for rule, _ in part.wording.rules))}
    ordered = part.findings.sort(
        "candidate_id", pl.col("effect").replace_strict(_SEVERITY), pl.col("rule").replace_strict(rank)
    )
    rows = ordered.select("candidate_id", "rule", "effect", "article", "register", "evidence").iter_rows()
    return {name: _said_of(part, [row[1:] for row in same]) for name, same in groupby(rows, key=lambda row: row[0])}


def _said_of(part: Part, findings: Sequence[tuple[str, str, str, str, str | None]]) -> _Said:
    wording, registers = part.wording, []
    lines = []
    for number, (rule, effect, article, named, evidence) in enumerate(findings, start=1):
        code = "report-finding" if effect == findings[0][1] else f"report-finding-{effect}"
        sentence = wording.finding(rule, effect, json.loads(evidence or "{}"))
        lines.append(wording.say(code, number=number, finding=sentence, article=wording.article(article)))
        registers += named.split(";") if named else []
    return "\n".join(lines), "\n".join(_short(name) for name in part.responsible(registers))


def _short(department: str) -> str:
    """A department's name without the explanation in brackets behind it, which the summary gives."""
    return department.partition("（")[0].partition(" (")[0]


def _write_rejects(book: OfficialWorkbook, part: Part) -> None:
    """The rows that could not be used: where they stand, what is in them (masked), why, and how to mend them."""
    say = part.wording.say
    total = sum(rows.height for _, rows in part.rejects)
    sheet = book.sheet(say("report-rejects"), part.columns(_REJECT_COLUMNS))
    sheet.title(say("report-rejects-title", rows=total))
    sheet.line(say("report-rejects-note", categories=part.wording.listed(part.wording.categories.values())))
    if total > MOST_REJECTS:
        sheet.line(say("report-rejects-more", listed=MOST_REJECTS, rows=total), tint="check")
    rows = islice(_reject_rows(part), MOST_REJECTS)
    sheet.long_table(rows, nothing=say("report-no-rejects"))


def _reject_rows(part: Part) -> Iterator[Sequence[Cell]]:
    wording = part.wording
    nobody = pl.col("reason") == "not-a-person"
    to_mend = [(register, rows.filter(~nobody)) for register, rows in part.rejects]
    for register, rejects in [*to_mend, *((register, rows.filter(nobody)) for register, rows in part.rejects)]:
        data = wording.registers[register] if register else wording.say("report-roster")
        for file, sheet, row, column, value, reason in rejects.iter_rows():
            columns = wording.listed(wording.say(f"column-{name}") for name in column.split(";")) if column else None
            reasons = (render(Message(f"workbooks.reject-{code}"), wording.language) for code in reason.split(";"))
            yield data, file, sheet, row, columns, value, "\n".join(reasons), None
