"""A made-up world: people, their roster, the departments' registers, and what a screening must find in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import polars as pl

from ecopost.foundation.refusals import Message, UsageError
from ecopost.policy.loading import load_pack
from ecopost.synth.draws import Draws
from ecopost.synth.faults import faults_of
from ecopost.synth.identities import with_births, with_id_numbers, with_names
from ecopost.synth.population import Order, residents
from ecopost.synth.registers import registers
from ecopost.synth.rosters import roster

POLICY: Final = "xizang-2026"
FEWEST, MOST = 100, 5_000_000
_POSTS, _RESIDENTS = 700_000, 3_660_000  # the region's posts and people
_RARE: Final = Fraction(1, 1000)
# How often each category of the pack, in its order, is sought.
_SOUGHT: Final = (0, 0, 0, 0, 0, 1, 1, 2, 3, 3, 3, 4, 5)


@dataclass(frozen=True)
class World:
    """Nobody in it is real.

    `people`: everybody, by `i`. `roster`: `candidate_id, name, id_number, category, division, group`, by township.
    `registers`: identifier → rows as the department keeps them. `expected`: `candidate_id, rule, effect`, what a
    screening with all registers must find, no more and no less.
    """

    seed: int
    year: int
    people: pl.DataFrame
    roster: pl.DataFrame
    registers: Mapping[str, pl.DataFrame]
    expected: pl.DataFrame


def synthesise(
    people: int, seed: int, year: int, *, findings: Fraction = Fraction(1, 10), candidates: int | None = None
) -> World:
    """Make up so many people of the Measures' region, the same ones for the same arguments on every machine.

    `findings`: how many per candidate on average, 0..2; up to one, that share of the candidates has exactly one.
    `candidates`: by default 700,000 of 3.66 million. UsageError for numbers outside what can be made.
    """
    if not FEWEST <= people <= MOST:
        raise UsageError(Message("synth.people-out-of-range", asked=people, fewest=FEWEST, most=MOST))
    if not 0 <= findings <= 2:
        raise UsageError(Message("synth.findings-out-of-range", asked=str(findings)))
    if not 1950 <= year <= 2200:
        raise UsageError(Message("synth.year-out-of-range", asked=year))
    wanted = people * _POSTS // _RESIDENTS if candidates is None else candidates
    return _made(Order(people, wanted, findings, seed, year))


def _made(order: Order) -> World:
    pack = load_pack(POLICY).pack
    faults = faults_of(pack)
    people = residents(order, faults)
    draws = Draws(order.seed, people["i"])
    hazy = [fault.kind for fault in faults if fault.kind.startswith("blurred:")]
    by_chance = ~pl.col("candidate") & ~pl.col("neighbour") & draws.chance("rare", _RARE)
    people = people.with_columns(
        rare=by_chance | pl.col("fault").cast(pl.String).is_in(hazy).fill_null(value=False),
        category=draws.pick("category", _SOUGHT),
    )
    people = with_births(people, order.seed, order.year)
    people = with_names(with_id_numbers(people, order.seed), order.seed)
    listed = roster(people, pack.categories, order.seed)
    outcomes = pl.DataFrame(
        [(fault.kind, fault.rule, fault.effect) for fault in faults], ["kind", "rule", "effect"], orient="row"
    )
    return World(
        order.seed,
        order.year,
        people,
        listed.drop("i"),
        registers(people, pack.categories, order.seed, order.year),
        _expected(people, listed, outcomes),
    )


def _expected(people: pl.DataFrame, listed: pl.DataFrame, outcomes: pl.DataFrame) -> pl.DataFrame:
    planned = people.filter("candidate").select("i", pl.col("fault", "second").cast(pl.String))
    kinds = planned.unpivot(index="i", value_name="kind").drop_nulls("kind").join(outcomes, on="kind")
    return (
        listed.select("i", "candidate_id").join(kinds, on="i").select("candidate_id", "rule", "effect").sort(pl.all())
    )
