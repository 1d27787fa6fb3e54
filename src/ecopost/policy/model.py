"""The typed model of a policy pack and of an overlay, with the checks that hold between their parts."""

from datetime import date
from itertools import chain
from typing import Annotated, NoReturn

from pydantic import Field, model_validator

from ecopost.policy.chapters import (
    Article,
    Assessment,
    Calendar,
    Category,
    Course,
    Declaration,
    Department,
    FixedDate,
    FundRule,
    Listing,
    Parameter,
    Pay,
    Procedure,
    Reading,
    Reason,
    Register,
    RosterColumn,
    Source,
    TimeLimit,
)
from ecopost.policy.consistency import (
    category_spellings,
    id_number_rules,
    names_used_twice,
    parts_of,
    register_spellings,
    repeated_ids,
    reserved_columns,
    surplus_registers,
    unknown_citations,
    unknown_departments,
    unresolved_readings,
    unusable_rules,
)
from ecopost.policy.kinds import Rule
from ecopost.policy.values import Identifier, Named, Part, Text, reject


class Overlay(Part):
    """A sector's or county's tightening of a pack (A14 last paragraph): stricter rules and further registers only.

    It holds for candidates of `categories` whose division code begins with one of `divisions`; empty means all.
    """

    id: Identifier
    tightens: Identifier
    title: Text
    document: Annotated[str, Field(min_length=1)]
    valid_from: date
    categories: tuple[Identifier, ...] = ()
    divisions: tuple[Annotated[str, Field(pattern=r"^([0-9]{6}|[0-9]{9}|[0-9]{12})$")], ...] = ()
    registers: tuple[Register, ...] = ()
    rules: Annotated[tuple[Rule, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _names_stand_once(self) -> "Overlay":
        reject(chain(repeated_ids(parts_of(self)), names_used_twice("registers", register_spellings(self.registers))))
        return self


class Pack(Part):
    """One programme's regulation as data. Every number, list, state and limit in it cites its article."""

    id: Identifier
    version: Annotated[str, Field(pattern=r"^[0-9]+\.[0-9]+\.[0-9]+$")]
    title: Text
    note: Text | None = None
    valid_from: date
    valid_to: date | None = None
    source: Source
    articles: Annotated[tuple[Article, ...], Field(min_length=1)]
    readings: tuple[Reading, ...] = ()
    departments: tuple[Department, ...]
    categories: Annotated[tuple[Category, ...], Field(min_length=1)]
    registers: tuple[Register, ...]
    roster_columns: tuple[RosterColumn, ...] = ()
    rules: Annotated[tuple[Rule, ...], Field(min_length=1)]
    declarations: tuple[Declaration, ...]
    calendar: Calendar
    time_limits: tuple[TimeLimit, ...]
    fixed_dates: tuple[FixedDate, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    lists: tuple[Listing, ...] = ()
    procedures: tuple[Procedure, ...]
    courses: tuple[Course, ...] = ()
    exit_reasons: tuple[Reason, ...]
    assessment: Assessment
    pay: Pay
    fund_rules: tuple[FundRule, ...] = ()
    inspection_topics: tuple[Named, ...] = ()
    archive_contents: tuple[Named, ...] = ()

    @model_validator(mode="after")
    def _parts_fit_together(self) -> "Pack":
        parts = parts_of(self)
        reject(
            chain(
                repeated_ids(parts),
                unknown_citations(parts, {article.id for article in self.articles}),
                unknown_departments("categories", self.categories, self.department_ids),
                unknown_departments("registers", self.registers, self.department_ids),
                names_used_twice("categories", category_spellings(self.categories)),
                names_used_twice("registers", register_spellings(self.registers)),
                surplus_registers(self.registers),
                reserved_columns(self.roster_columns),
                unresolved_readings(self, self.readings),
                id_number_rules(self.rules),
                unusable_rules(self.rules, {item.id: item for item in self.registers}, self.countable_columns),
            )
        )
        return self

    @property
    def department_ids(self) -> frozenset[str]:
        """The identifiers of all departments."""
        return frozenset(department.id for department in self.departments)

    @property
    def countable_columns(self) -> dict[str, bool]:
        """The roster columns by whose values a rule may count people, each with whether every roster has it."""
        return {"division": True, "category": True} | {column.id: column.required for column in self.roster_columns}

    def rule(self, rule_id: str) -> Rule:
        """The rule of that identifier; KeyError if the pack has none."""
        return next((item for item in self.rules if item.id == rule_id), None) or _missing(rule_id)


def _missing(name: str) -> NoReturn:
    raise KeyError(name)
