"""The kinds of rule a pack may use, their parameters, and when one of them is looser than another.

A kind says what is compared, a pack says with which numbers and registers. What a kind means for a
candidate stands in `screening.kinds`; here stands only what a pack may write down.
"""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from ecopost.foundation.refusals import Message
from ecopost.policy.values import Citation, Identifier, Part, Text, placeholders_in, reject

Effect = Literal["exclude", "review"]


class BaseRule(Part):
    """What all rules share. `text` is the condition, `finding` what was found.

    `placeholders` are the `{…}` a finding's sentence may use: what this kind's evidence can fill in.
    """

    placeholders: ClassVar[frozenset[str]] = frozenset()

    id: Identifier
    effect: Effect
    article: Citation
    text: Text
    finding: Text

    @model_validator(mode="after")
    def _finding_can_be_filled_in(self) -> "BaseRule":
        known = ", ".join(f"{{{name}}}" for name in sorted(self.placeholders))
        reject(
            (("finding", language), Message("policy.unknown-placeholder", name=name, known=known))
            for language, text in self.finding
            for name in placeholders_in(text)
            if name not in self.placeholders
        )
        return self

    @property
    def registers(self) -> tuple[str, ...]:
        """The registers the rule looks into, in the order findings name them."""
        return ()

    @property
    def columns(self) -> dict[str, str]:
        """The column each register must offer for the rule, where it is more than the ID number."""
        return {}

    def loosenings(self, base: "Rule") -> Iterator[str]:
        """Names of the parameters in which this rule would be looser than `base` (A14 last paragraph: tighten only)."""
        if base.effect == "exclude" and self.effect == "review":
            yield "effect"


class ValidIdNumber(BaseRule):
    """The ID number can be used at all; a candidate for whom it cannot gets only this finding."""

    placeholders = frozenset({"problem"})
    kind: Literal["valid_id_number"]


class OneRegisterRule(BaseRule):
    """What rules about a single register share."""

    placeholders = frozenset({"register_name", "rows"})
    register_id: Annotated[Identifier, Field(alias="register")]

    @property
    def registers(self) -> tuple[str, ...]:
        return (self.register_id,)

    def loosenings(self, base: "Rule") -> Iterator[str]:
        yield from super().loosenings(base)
        if isinstance(base, OneRegisterRule) and self.register_id != base.register_id:
            yield "register"


class InRegister(OneRegisterRule):
    """The candidate stands in the register."""

    kind: Literal["in_register"]


class NotInRegister(OneRegisterRule):
    """The candidate does not stand in the register."""

    kind: Literal["not_in_register"]


class NameInRegister(OneRegisterRule):
    """Where the candidate stands in the register, one of the rows bears the candidate's name."""

    placeholders = OneRegisterRule.placeholders | {"names"}
    kind: Literal["name_in_register"]

    @property
    def columns(self) -> dict[str, str]:
        return {self.register_id: "name"}


class InAnyRegister(BaseRule):
    """The candidate stands in at least one of the registers."""

    placeholders = frozenset({"registers"})
    kind: Literal["in_any_register"]
    any_of: Annotated[tuple[Identifier, ...], Field(min_length=1)]

    @property
    def registers(self) -> tuple[str, ...]:
        return self.any_of

    def loosenings(self, base: "Rule") -> Iterator[str]:
        yield from super().loosenings(base)
        if isinstance(base, InAnyRegister) and not set(self.any_of) <= set(base.any_of):
            yield "any_of"


class AgeBetween(BaseRule):
    """Whole years on 1 January of the year, both ends included; a birthday on that day counts."""

    placeholders = frozenset({"age", "birth_date", "on", "minimum", "maximum"})
    kind: Literal["age_between"]
    minimum: Annotated[int, Field(ge=0, le=150)]
    maximum: Annotated[int, Field(ge=0, le=150)]

    @model_validator(mode="after")
    def _in_order(self) -> "AgeBetween":
        if self.minimum > self.maximum:
            message = Message("policy.minimum-above-maximum", minimum=self.minimum, maximum=self.maximum)
            reject([(("minimum",), message)])
        return self

    def loosenings(self, base: "Rule") -> Iterator[str]:
        yield from super().loosenings(base)
        if isinstance(base, AgeBetween):
            if self.minimum < base.minimum:
                yield "minimum"
            if self.maximum > base.maximum:
                yield "maximum"


class GradeNotIn(OneRegisterRule):
    """No row of the register gives the candidate one of these grades."""

    placeholders = OneRegisterRule.placeholders | {"grades"}
    kind: Literal["grade_not_in"]
    grades: Annotated[tuple[Annotated[int, Field(ge=1, le=4)], ...], Field(min_length=1)]

    def loosenings(self, base: "Rule") -> Iterator[str]:
        yield from super().loosenings(base)
        if isinstance(base, GradeNotIn) and not set(self.grades) >= set(base.grades):
            yield "grades"

    @property
    def columns(self) -> dict[str, str]:
        return {self.register_id: "grade"}


class NoOtherCategory(OneRegisterRule):
    """The register does not show the candidate in a post of another category (the same one is a renewal)."""

    placeholders = OneRegisterRule.placeholders | {"category", "other"}
    kind: Literal["no_other_category"]

    @property
    def columns(self) -> dict[str, str]:
        return {self.register_id: "category"}


class ListedOnce(BaseRule):
    """The person stands once among the candidates."""

    placeholders = frozenset({"copies", "with"})
    kind: Literal["listed_once"]


class Cap(Part):
    """So many posts for households of up to so many members; the last cap of a rule has no upper size."""

    members_up_to: Annotated[int, Field(ge=1)] | None = None
    posts: Annotated[int, Field(ge=0)]


class HouseholdCap(BaseRule):
    """People of one household who hold or seek a post are no more than its cap.

    Judged for candidates who stand in `only` and in none of `unless`. `holders` is the register of people in
    service, `households` the one that says who lives together and how many they are.
    """

    placeholders = frozenset({"household_id", "members", "holders", "cap"})
    kind: Literal["household_cap"]
    only: Identifier
    unless: tuple[Identifier, ...] = ()
    holders: Identifier
    households: Identifier
    caps: Annotated[tuple[Cap, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _sizes_rise_to_an_open_end(self) -> "HouseholdCap":
        sizes = [cap.members_up_to for cap in self.caps]
        closed = [size for size in sizes[:-1] if size is not None]
        if sizes[-1] is not None or len(closed) != len(sizes) - 1 or closed != sorted(set(closed)):
            reject([(("caps",), Message("policy.caps-out-of-order"))])
        return self

    @property
    def registers(self) -> tuple[str, ...]:
        return (self.only, *self.unless, self.holders, self.households)

    @property
    def columns(self) -> dict[str, str]:
        return {self.households: "household_id"}

    def cap_for(self, members: int) -> int:
        """Posts a household of `members` people may hold (A14.4)."""
        return next(cap.posts for cap in self.caps if cap.members_up_to is None or members <= cap.members_up_to)

    def loosenings(self, base: "Rule") -> Iterator[str]:
        yield from super().loosenings(base)
        if isinstance(base, HouseholdCap):
            for name in ("only", "holders", "households"):
                if getattr(self, name) != getattr(base, name):
                    yield name
            if not set(self.unless) <= set(base.unless):
                yield "unless"
            if any(self.cap_for(size) > base.cap_for(size) for size in _steps(self, base)):
                yield "caps"


def _steps(*rules: HouseholdCap) -> set[int]:
    """One household size from every stretch on which the caps of all these rules stay the same."""
    ends = {cap.members_up_to for rule in rules for cap in rule.caps if cap.members_up_to is not None}
    return ends | {max(ends, default=0) + 1}


class AtMostPer(BaseRule):
    """No more different candidates than `at_most` share one value of a roster column."""

    placeholders = frozenset({"value", "people", "at_most"})
    kind: Literal["at_most_per"]
    column: Identifier
    at_most: Annotated[int, Field(ge=1)]

    def loosenings(self, base: "Rule") -> Iterator[str]:
        yield from super().loosenings(base)
        if isinstance(base, AtMostPer):
            if self.column != base.column:
                yield "column"
            if self.at_most > base.at_most:
                yield "at_most"


class SameDivision(OneRegisterRule):
    """The register's division code for the candidate agrees with the roster's in its first `digits` digits."""

    placeholders = OneRegisterRule.placeholders | {"division"}
    kind: Literal["same_division"]
    digits: Literal[6, 9, 12]

    def loosenings(self, base: "Rule") -> Iterator[str]:
        yield from super().loosenings(base)
        if isinstance(base, SameDivision) and self.digits < base.digits:
            yield "digits"

    @property
    def columns(self) -> dict[str, str]:
        return {self.register_id: "division"}


Rule = Annotated[
    ValidIdNumber
    | InRegister
    | NotInRegister
    | NameInRegister
    | InAnyRegister
    | AgeBetween
    | GradeNotIn
    | NoOtherCategory
    | ListedOnce
    | HouseholdCap
    | AtMostPer
    | SameDivision,
    Field(discriminator="kind"),
]
