"""What the chapters of a pack hold beside the rules: posts, people's duties, time limits, assessment, pay, archives."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from ecopost.foundation.refusals import Message
from ecopost.policy.values import Citation, Identifier, Named, Part, Text, reject

ColumnName = Literal[
    "id_number", "name", "household_id", "household_size", "division", "death_date", "grade", "category"
]
Level = Literal["region", "prefecture", "county", "township", "village"]


class Source(Part):
    """The document a pack carries out."""

    title: Text
    number: str = ""
    issuer: Text
    issued: date


class Article(Part):
    """A place in the source that the pack cites, and what it is about in our words."""

    id: Citation
    gist: Text


class Reading(Part):
    """A choice where the source leaves one open: which parameter of the pack holds it, and why it was made so."""

    id: Identifier
    article: Citation
    parameter: str
    reason: Text


class Department(Named):
    """A department with a duty under the Measures."""


class Category(Named):
    """A kind of post. `standard_fen` is the yearly pay where the source itself fixes it."""

    synonyms: tuple[str, ...] = ()
    department: Identifier
    standard_fen: Annotated[int, Field(gt=0)] | None = None


class Register(Named):
    """A list a department hands over. `aliases` are further Chinese names its file may bear."""

    aliases: tuple[str, ...] = ()
    department: Identifier
    required: tuple[ColumnName, ...] = ("id_number",)
    optional: tuple[ColumnName, ...] = ("name",)


class RosterColumn(Named):
    """A roster column only this pack knows, beside those every roster has."""

    aliases: tuple[str, ...] = ()
    required: bool = False


class RegionalDay(Part):
    """One day a cited regional notice declares working or free; it overrules the national list."""

    day: date
    working: bool
    name: Text
    notice: Annotated[str, Field(min_length=1)]


class Calendar(Part):
    """How time limits run: which national list of holidays, from which day counting starts, regional days."""

    national: Identifier
    starts_after_days: Annotated[int, Field(ge=0, le=1)]
    regional: tuple[RegionalDay, ...] = ()
    regional_note: Text


class TimeLimit(Named):
    """A period of the source: how long, from which event, and on whom it lies."""

    length: Annotated[int, Field(ge=1)]
    unit: Literal["working_days", "days", "months", "years"]
    starts: Text
    owner: Identifier


class FixedDate(Named):
    """A day of the year by which something is to be done."""

    month: Annotated[int, Field(ge=1, le=12)]
    day: Annotated[int, Field(ge=1, le=31)]


class Parameter(Named):
    """A number of the source that no other part of the pack holds."""

    value: int
    unit: str


class Listing(Named):
    """A list of the source that no other part of the pack holds."""

    items: Annotated[tuple[Named, ...], Field(min_length=1)]


class State(Named):
    """One state of a procedure and the states that may follow it."""

    next: tuple[Identifier, ...] = ()


class Procedure(Named):
    """A procedure of the source as its states, from the first to the last."""

    states: Annotated[tuple[State, ...], Field(min_length=2)]

    @model_validator(mode="after")
    def _next_states_exist(self) -> "Procedure":
        known = {state.id for state in self.states}
        reject(
            (("states", number, "next"), Message("policy.unknown-state", state=state.id, name=name))
            for number, state in enumerate(self.states)
            for name in state.next
            if name not in known
        )
        return self


class Desk(Named):
    """One desk of a course: which kind of department at which level does what.

    `consults` are the departments of that level whose data are compared or whose opinion is asked before the act.
    """

    level: Level
    department: Identifier
    act: Literal["prepare", "review", "approve", "give_opinion", "file"]
    consults: tuple[Identifier, ...] = ()


class Course(Named):
    """The desks a case passes, in order."""

    desks: Annotated[tuple[Desk, ...], Field(min_length=2)]


class Declaration(Named):
    """A condition people state and people judge, with reasons; never computed, scored or inferred (A14.1, A14.3)."""

    stated_by: Literal["applicant", "township", "village_committee"]


class Reason(Named):
    """A reason code, tied to the item it comes from."""


class FundRule(Named):
    """Money that leaves the ordinary course, and the level that bears or receives it."""

    level: Level


class AssessmentItem(Named):
    """What an assessment looks at. A veto item is a person's written judgement, never computed or scored."""

    veto: bool = False
    note: Text | None = None


class Assessment(Part):
    """How service is assessed: how often, on what, what follows."""

    every: Literal["month", "quarter"]
    items: Annotated[tuple[AssessmentItem, ...], Field(min_length=1)]
    group: tuple[Identifier, ...]
    annual_conditions: tuple[Named, ...]
    consequences: tuple[Named, ...]


class PayComponent(Named):
    """A share of the yearly standard, paid by periods on their results.

    `share` is whole percent of the standard, rounded down; the last component takes what is left. A failed period
    pays nothing, or, where `on_fail` is `deduct`, what a decided deduction leaves.
    """

    share: Annotated[int, Field(ge=1, le=100)]
    period: Literal["month", "quarter", "year"]
    on_fail: Literal["nothing", "deduct"]


class Pay(Part):
    """What is paid, on what, through what."""

    article: Citation
    components: Annotated[tuple[PayComponent, ...], Field(min_length=1)]
    channel: Text

    @model_validator(mode="after")
    def _shares_make_a_whole(self) -> "Pay":
        if (total := sum(component.share for component in self.components)) != 100:
            reject([(("components",), Message("policy.shares-not-whole", total=total))])
        if len({component.period for component in self.components}) != len(self.components):
            reject([(("components",), Message("policy.period-twice"))])
        return self
