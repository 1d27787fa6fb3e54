"""What is wrong with a made-up candidate: planned beforehand, so that a screening must find exactly this."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import polars as pl

from ecopost.policy.kinds import NotInRegister
from ecopost.policy.model import Pack
from ecopost.synth.draws import Draws

# How often each happens, in relation to each other. The keys are the rules; those of one register stand below.
_WEIGHTS: Final = {
    "age": 12,
    "target-group": 9,
    "name-mismatch": 9,
    "second-post": 9,
    "household-missing": 6,
    "severe-disability": 6,
    "household-cap": 6,
    "id-number": 6,
    "listed-twice": 3,
}
# A value in the candidate's own row that cannot be read leaves the rule open.
_UNCLEAR: Final = {"unclear-grade": "severe-disability", "unclear-post": "second-post"}
_UNCLEAR_WEIGHT, _LISTED_WEIGHT, _BLURRED_WEIGHT = 2, 3, 1
# Without a usable ID number there is no second finding.
_ALONE: Final = frozenset({"id-number"})


@dataclass(frozen=True)
class Fault:
    """One way to be found: the rule that must find it and the effect it must have."""

    kind: str
    rule: str
    effect: str
    weight: int


def faults_of(pack: Pack) -> list[Fault]:
    """Everything that can be planned: the rules, a row in a register that excludes, and such a row made unreadable."""
    registers = [rule for rule in pack.rules if isinstance(rule, NotInRegister)]
    return [
        *(Fault(rule, rule, pack.rule(rule).effect, weight) for rule, weight in _WEIGHTS.items()),
        *(Fault(kind, rule, "unchecked", _UNCLEAR_WEIGHT) for kind, rule in _UNCLEAR.items()),
        *(Fault(listed(rule.register_id), rule.id, rule.effect, _LISTED_WEIGHT) for rule in registers),
        *(Fault(blurred(rule.register_id), rule.id, "unchecked", _BLURRED_WEIGHT) for rule in registers),
    ]


def listed(register: str) -> str:
    """The fault of standing in this register."""
    return f"in:{register}"


def blurred(register: str) -> str:
    """The fault of an unreadable row in this register that bears the candidate's name."""
    return f"blurred:{register}"


def planned(candidates: pl.DataFrame, findings: Fraction, faults: Sequence[Fault], seed: int) -> pl.DataFrame:
    """`i, fault, second` for the candidates in whom something is to be found.

    `candidates`: `i` and `size`, the members of the household. `findings`: how many on average, 0..2; above one,
    some candidates have two, and their second is always a row in a register.
    """
    draws = Draws(seed, candidates["i"])
    whole, part = divmod(findings, 1)
    count = draws.chance("one finding more", part).cast(pl.Int64) + int(whole)
    kinds = pl.Enum([fault.kind for fault in faults])
    registers = [fault for fault in faults if fault.kind.startswith("in:")]
    pairable = [fault for fault in faults if fault.kind in _WEIGHTS.keys() - _ALONE]
    drawn = candidates.with_columns(
        one=draws.pick("only finding", _weighted(faults)).cast(kinds),
        first=draws.pick("first finding", _weighted(pairable)).cast(kinds),
        second=draws.pick("second finding", _weighted(registers)).cast(kinds),
        count=count,
    )
    fault = pl.when(pl.col("count") == 2).then("first").otherwise("one")
    # A cap of one post is passed by a neighbour in the same small household; who has none is of the wrong age instead.
    can_pass_the_cap = pl.col("size").is_between(2, 4)
    fault = pl.when((fault == "household-cap") & ~can_pass_the_cap).then(pl.lit("age", kinds)).otherwise(fault)
    second = pl.when(pl.col("count") == 2).then("second")
    return drawn.filter(count > 0).select("i", fault=fault, second=second)


def _weighted(faults: Sequence[Fault]) -> list[str]:
    return [fault.kind for fault in faults for _ in range(fault.weight)]
