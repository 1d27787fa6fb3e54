"""Households and the people in them: where they live, who seeks a post, and what is wrong with whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import polars as pl

from ecopost.foundation.refusals import Message, UsageError
from ecopost.synth.draws import Draws
from ecopost.synth.faults import Fault, planned
from ecopost.synth.places import lived_in, villages

_SIZES: Final = [size for size, weight in enumerate((5, 10, 16, 20, 18, 13, 9, 6, 3), start=1) for _ in range(weight)]
# The target groups are given by household; members of most candidates' households stand in one or two of them.
_GROUPS: Final = (
    *("formerly_poor",) * 9,
    *("monitored",) * 2,
    *("low_income",) * 5,
    *("formerly_poor low_income",) * 3,
    "monitored low_income",
)
# A14.4: so many of a household may hold a post; no more than that seek one here unless it is planned.
_SMALL_HOUSEHOLD: Final = 4


@dataclass(frozen=True)
class Order:
    """What was asked for: so many residents and candidates, so many findings per candidate (0..2)."""

    people: int
    candidates: int
    findings: Fraction
    seed: int
    year: int


def residents(order: Order, faults: Sequence[Fault]) -> pl.DataFrame:
    """Everybody, one row per person.

    `i`; the `home` with its `size` and `group`, the person's `place` in it (from 0), where it lies (`division`,
    `county`); whether the person is an `adult` who may be a `candidate`, whether they are one; the planned `fault`
    and `second`; and whether they are the `neighbour` who makes a household pass its cap. UsageError where the
    households have no place for so many candidates.
    """
    homes = _homes(order)
    owners = homes.select(pl.col("home").repeat_by("size").list.explode())["home"]
    people = homes.select(pl.all().gather(owners)).with_row_index("i").with_columns(pl.col("i").cast(pl.Int64))
    people = people.with_columns(place=pl.col("i") - pl.col("start")).drop("start")
    people = people.with_columns(adult=pl.col("place") <= (pl.col("size") > _SMALL_HOUSEHOLD).cast(pl.Int64))
    people = people.with_columns(candidate=_candidates(people, order))
    plan = planned(people.filter("candidate").select("i", "size"), order.findings, faults, order.seed)
    people = people.join(plan, on="i", how="left", maintain_order="left")
    capped = pl.col("fault").eq_missing("household-cap")
    people = people.with_columns(neighbour=(pl.col("place") == 1) & capped.shift(1, fill_value=False))
    # Only somebody of a low-income household, and of no other group, can be found to pass its cap.
    return people.with_columns(
        group=pl.when(capped | pl.col("neighbour")).then(pl.lit("low_income")).otherwise("group")
    )


def _homes(order: Order) -> pl.DataFrame:
    """`home, size, start` (the first member's number), `group, division, county`, in the order of the divisions."""
    drawn = pl.select(home=pl.int_range(order.people // 3 + 60))
    draws = Draws(order.seed, drawn["home"])
    drawn = drawn.with_columns(size=draws.pick("household size", _SIZES), group=draws.pick("target group", _GROUPS))
    drawn = drawn.with_columns(start=pl.col("size").cum_sum() - pl.col("size"))
    homes = drawn.filter(pl.col("start") < order.people)
    homes = homes.with_columns(size=pl.min_horizontal(pl.col("size"), order.people - pl.col("start")))
    lottery = Draws(order.seed, pl.Series([0])).below("first village", villages().height).item()
    where = lived_in(order.people, lottery)
    village = homes["home"] * where.height // homes.height
    return homes.hstack(where.select(pl.col("division", "county").gather(village)))


def _candidates(people: pl.DataFrame, order: Order) -> pl.Series:
    """The adults who seek a post: exactly as many as asked for, those with the smallest lots."""
    lots = Draws(order.seed, people["i"]).bits("candidate")
    adults = lots.filter(people["adult"])
    if not 0 <= order.candidates <= len(adults):
        raise UsageError(Message("synth.candidates-out-of-range", asked=order.candidates, most=len(adults)))
    return people["adult"] & lots.is_in(adults.sort().head(order.candidates).implode())
