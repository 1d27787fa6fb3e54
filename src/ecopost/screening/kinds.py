"""What each kind of rule means for a candidate, in three-valued (Kleene) logic.

A judgement's `truth` is true where the rule finds something, false where it does not, null where that cannot be
known. `unknown` says register by register what it is that is not known.
"""

from dataclasses import dataclass, field
from functools import reduce, singledispatch
from operator import and_, or_

import narwhals as nw

from ecopost.policy import kinds
from ecopost.screening.facts import AGAINST, NO, OPEN, SPEAKS, Facts
from ecopost.screening.households import household_rows


@dataclass(frozen=True)
class Judgement:
    """Whether a rule finds something, and which of its registers leave that open, in the rule's order."""

    truth: nw.Expr
    unknown: dict[str, nw.Expr] = field(default_factory=dict)


@singledispatch
def judge(rule: kinds.BaseRule, facts: Facts, name: str) -> Judgement:
    """Judge all candidates of `facts` by one rule; `name` keeps this rule's joined columns apart from others'."""
    raise NotImplementedError(type(rule).__name__)


@judge.register
def _(rule: kinds.InRegister, facts: Facts, name: str) -> Judgement:
    member = facts.member(rule.register_id)
    return Judgement(~member, {rule.register_id: member.is_null()})


@judge.register
def _(rule: kinds.NotInRegister, facts: Facts, name: str) -> Judgement:
    member = facts.member(rule.register_id)
    return Judgement(member, {rule.register_id: member.is_null()})


@judge.register
def _(rule: kinds.InAnyRegister, facts: Facts, name: str) -> Judgement:
    members = {register: facts.member(register) for register in rule.any_of}
    return Judgement(
        ~reduce(or_, members.values()), {register: member.is_null() for register, member in members.items()}
    )


@judge.register
def _(rule: kinds.AgeBetween, facts: Facts, name: str) -> Judgement:
    age = age_on_new_year(facts.year)
    return Judgement((age < rule.minimum) | (age > rule.maximum))


def age_on_new_year(year: int) -> nw.Expr:
    """Whole years on 1 January of `year`; a birthday on that day counts (A14.2)."""
    birth = nw.col("birth").dt
    on_the_day = (birth.month() == 1) & (birth.day() == 1)
    return nw.lit(year) - birth.year() - nw.when(on_the_day).then(nw.lit(0)).otherwise(nw.lit(1))


@judge.register
def _(rule: kinds.GradeNotIn, facts: Facts, name: str) -> Judgement:
    grade = nw.col("grade")
    return _by_rows(rule, facts, name, speaks=grade.is_in(rule.grades), is_open=grade.is_null(), found=SPEAKS)


@judge.register
def _(rule: kinds.NoOtherCategory, facts: Facts, name: str) -> Judgement:
    held = nw.col("category_id")
    return _by_rows(rule, facts, name, speaks=held != nw.col("own_category"), is_open=held.is_null(), found=SPEAKS)


@judge.register
def _(rule: kinds.NameInRegister, facts: Facts, name: str) -> Judgement:
    bears = nw.col("name_key")
    return _by_rows(rule, facts, name, speaks=bears == nw.col("own_name"), is_open=bears.is_null(), found=AGAINST)


@judge.register
def _(rule: kinds.SameDivision, facts: Facts, name: str) -> Judgement:
    own, theirs = (division_prefix(column, rule.digits) for column in ("own_division", "division"))
    is_open = own.is_null() | theirs.is_null()
    return _by_rows(rule, facts, name, speaks=own == theirs, is_open=is_open, found=AGAINST)


def division_prefix(column: str, digits: int) -> nw.Expr:
    """The first digits of a division code, null where it is shorter."""
    return nw.when(nw.col(column).str.len_chars() >= digits).then(nw.col(column).str.slice(0, digits))


def _by_rows(
    rule: kinds.OneRegisterRule, facts: Facts, name: str, *, speaks: nw.Expr, is_open: nw.Expr, found: int
) -> Judgement:
    """Judge by the candidate's rows: found where the strongest of them is `found`, open where it cannot be read."""
    member = truth = facts.member(rule.register_id)
    frames = facts.registers[rule.register_id]
    if frames and not frames.silent:
        score = nw.when(is_open).then(nw.lit(OPEN)).when(speaks).then(nw.lit(SPEAKS)).otherwise(nw.lit(AGAINST))
        usual = SPEAKS if found == AGAINST else AGAINST
        strongest = facts.strongest_row(f"strongest_{name}", frames.rows, score, usual)
        by_rows = nw.when(strongest != OPEN).then(strongest == found)
        truth = nw.when(member).then(by_rows).otherwise(member)
    return Judgement(truth, {rule.register_id: truth.is_null()})


@judge.register
def _(rule: kinds.HouseholdCap, facts: Facts, name: str) -> Judgement:
    subject = reduce(and_, (~facts.member(other) for other in rule.unless), facts.member(rule.only))
    households, serving = facts.registers[rule.households], facts.registers[rule.holders]
    at_home = facts.member(rule.households)
    over, homeless = nw.lit(None, nw.Boolean), NO
    if households is not None and households.homes is not None:
        rows = household_rows(rule, facts.candidates, households.homes, households.unreadable)
        strongest = facts.strongest_row(f"strongest_{name}", rows, nw.col("score"), AGAINST)
        # Without the register of people in service the count is a lower bound: over is over, not over is unknown.
        known = strongest != OPEN if serving else strongest == SPEAKS
        over, homeless = nw.when(at_home & known).then(strongest == SPEAKS), strongest == OPEN
    unknown = {register: facts.member(register).is_null() for register in (rule.only, *rule.unless)}
    unknown[rule.holders] = NO if serving else ~nw.coalesce(over, NO)
    unknown[rule.households] = at_home.is_null() | homeless
    return Judgement(subject & at_home & over, unknown)


@judge.register
def _(rule: kinds.ListedOnce, facts: Facts, name: str) -> Judgement:
    return Judgement(facts.count_copies(f"copies_{name}") > 1)


@judge.register
def _(rule: kinds.AtMostPer, facts: Facts, name: str) -> Judgement:
    return Judgement(facts.count_people(f"people_{name}", rule.column) > rule.at_most)
