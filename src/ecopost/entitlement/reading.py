"""Reads engagements and assessments from people's files. This is money: one bad row refuses the whole input."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Final

from ecopost.entitlement.calculation import Assessment, Engagement
from ecopost.entitlement.rows import ASSESSMENTS, ENGAGEMENTS, Row, in_order, rows
from ecopost.entitlement.schedule import schedule
from ecopost.foundation.id_numbers import flaw
from ecopost.foundation.periods import iso_date
from ecopost.foundation.refusals import Message, Refusal, Refusals, UsageError
from ecopost.foundation.text import without_space
from ecopost.policy.chapters import Pay, PayComponent
from ecopost.workbooks.raw import RawTable, read_table
from ecopost.workbooks.specs import TableSpec

RESULTS: Final = {"pass": True, "合格": True, "fail": False, "不合格": False}
_PLAIN_DECIMAL: Final = re.compile(r"[0-9]{1,9}(\.[0-9]+)?")
_YEAR: Final = re.compile(r"[0-9]{4}")
_LOST_DIGITS: Final = re.compile(r"[0-9](\.[0-9]+)?[Ee]\+[0-9]+")


@dataclass(frozen=True, slots=True)
class Facts:
    """What the two files say: every engagement, the results of the year, and how many results of others there were."""

    engagements: list[Engagement]
    assessments: list[Assessment]
    of_other_years: int
    notices: list[Message]


def read_facts(
    pay: Pay,
    year: int,
    categories: Mapping[str, str],
    standards: Mapping[str, int],
    *,
    engagements: Path,
    assessments: Path,
) -> Facts:
    """Both files as facts (contract, `ecopost entitle`). `categories`: spelling without white space → identifier.

    Refusal with everything wrong in either file, a category without a standard included; UsageError where a file does
    not exist.
    """
    of_posts, of_results = Refusals(), Refusals()
    posts, results = _table(engagements, ENGAGEMENTS, of_posts), _table(assessments, ASSESSMENTS, of_results)
    found, known = _engagements(posts, categories, standards, of_posts) if posts else ([], None)
    judged, others = _assessments(results, _components(pay, year), known, of_results) if results else ([], 0)
    Refusals([*in_order(of_posts.messages, posts), *in_order(of_results.messages, results)]).raise_if_any()
    return Facts(found, judged, others, [notice for table in (posts, results) if table for notice in table.notices])


def _table(path: Path, spec: TableSpec, refusals: Refusals) -> RawTable | None:
    try:
        return read_table(path, spec, extras=False)
    except UsageError:
        raise
    except Refusal as refusal:
        refusals.messages.extend(refusal.messages)
        return None


def _engagements(
    table: RawTable, categories: Mapping[str, str], standards: Mapping[str, int], refusals: Refusals
) -> tuple[list[Engagement], Collection[str]]:
    """Every good engagement in the order of the file, and the identifiers of all of them."""
    found: list[Engagement] = []
    first: dict[str, Row] = {}
    unpriced: dict[str, list[Row]] = {}
    for row in rows(table, refusals):
        name, category = _identifier(row), _category(row, categories)
        if name and (earlier := first.setdefault(name, row)) is not row:
            row.refuse("engagement_id", "engagement-twice", first=earlier.where)
        if category and category not in standards:
            unpriced.setdefault(category, []).append(row)
        if engagement := _engagement(row, name, category):
            found.append(engagement)
    for row, *others in unpriced.values():
        row.refuse("category", "standard-missing", rows=len(others) + 1)
    return found, first.keys()


def _identifier(row: Row) -> str:
    name = row.text("engagement_id")
    if not name:
        row.refuse("engagement_id", "engagement-missing")
    elif _LOST_DIGITS.fullmatch(name):
        row.refuse("engagement_id", "engagement-lost-digits")
    elif flaw(name) is None:
        row.refuse("engagement_id", "engagement-is-id-number")
    return name


def _category(row: Row, categories: Mapping[str, str]) -> str | None:
    category = categories.get(without_space(row.text("category")))
    if category is None:
        row.refuse("category", "unknown-category" if row.text("category") else "category-missing")
    return category


def _engagement(row: Row, name: str, category: str | None) -> Engagement | None:
    start = _date(row, "start")
    end = _date(row, "end") if row.text("end") else None
    if start and end and end < start:
        row.refuse("end", "end-before-start", start=start)
    return Engagement(name, category, start, end) if category and start else None


def _date(row: Row, name: str) -> date | None:
    try:
        return iso_date(row.text(name))
    except ValueError:
        row.refuse(name, "no-date" if row.text(name) else "date-missing")
        return None


def _components(pay: Pay, year: int) -> dict[str, PayComponent]:
    return {item.period.name: item.component for item in schedule(pay, year)}


def _assessments(
    table: RawTable, components: Mapping[str, PayComponent], known: Collection[str] | None, refusals: Refusals
) -> tuple[list[Assessment], int]:
    """The results of the year, and how many rows are of other years; `known` is None where no engagement was read."""
    found: list[Assessment] = []
    first: dict[tuple[str, str], Row] = {}
    others = 0
    for row in rows(table, refusals):
        period = row.text("period")
        if period not in components and _is_of_another_year(period, components):
            others += 1
            continue
        name = _identifier(row)
        if name and known is not None and name not in known:
            row.refuse("engagement_id", "unknown-engagement")
        if period not in components:
            row.refuse("period", "no-period" if period else "period-missing", known=_listed(components))
        elif name and (earlier := first.setdefault((name, period), row)) is not row:
            row.refuse("period", "result-twice", first=earlier.where)
        if result := _result(row, name, components.get(period)):
            found.append(result)
    return found, others


def _listed(names: Collection[str]) -> Message:
    return Message("foundation.either", zh="、".join(names), en=", ".join(names))


def _is_of_another_year(period: str, components: Mapping[str, PayComponent]) -> bool:
    """Whether it is a period of this pay but for its year. Of such a row nothing else is read."""
    return bool(_YEAR.match(period)) and next(iter(components))[:4] + period[4:] in components


def _result(row: Row, name: str, component: PayComponent | None) -> Assessment | None:
    passed = RESULTS.get(row.text("result"))
    if passed is None:
        row.refuse("result", "no-result" if row.text("result") else "result-missing")
    if passed is None or component is None:
        return None
    decided = not passed and component.on_fail == "deduct"
    if not decided and row.text("deduction"):
        row.refuse("deduction", "deduction-not-allowed")
    return Assessment(name, row.text("period"), passed, _deduction(row) if decided else None)


def _deduction(row: Row) -> Fraction | None:
    text = row.text("deduction")
    if _PLAIN_DECIMAL.fullmatch(text) and Fraction(text) <= 1:
        return Fraction(text)
    row.refuse("deduction", "no-deduction" if text else "deduction-missing")
    return None
