"""The townships' rosters of candidates, as they come in."""

from collections.abc import Sequence
from fractions import Fraction

import polars as pl

from ecopost.policy.chapters import Category
from ecopost.synth.draws import Draws
from ecopost.synth.handwriting import spelled_category, written_ids, written_names
from ecopost.synth.identities import with_check_character

_GROUP_NAMES = {"monitored": "防返贫致贫对象", "formerly_poor": "脱贫人口", "low_income": "低收入人口"}
_REJECTED = Fraction(1, 5000)


def roster(people: pl.DataFrame, categories: Sequence[Category], seed: int) -> pl.DataFrame:
    """All candidates by township: `candidate_id, name, id_number, category, division, group`, and `i`, whose row it is.

    Candidates with the fault `listed-twice` stand there again, in the village of somebody else. Beside them stand a
    few rows of people who seek no post, each with a cell for which it must be rejected.
    """
    candidates = people.filter("candidate")
    stray = people.filter(~pl.col("candidate") & Draws(seed, people["i"]).chance("stray row", _REJECTED))
    rows = pl.concat(
        [
            _rows(candidates, categories, seed),
            _copies(candidates, categories, seed),
            _unusable(_rows(stray, categories, seed)),
        ]
    )
    township = pl.col("division").str.head(9)
    ordered = rows.sort("division", "i", "copy").with_columns(number=pl.int_range(1, pl.len() + 1).over(township))
    number = township + "-" + pl.col("number").cast(pl.String).str.zfill(5)
    return ordered.select(
        "i", number.alias("candidate_id"), "name", "id_number", "category", _division(ordered, seed), "group"
    )


def _copies(candidates: pl.DataFrame, categories: Sequence[Category], seed: int) -> pl.DataFrame:
    again = candidates.filter(pl.col("fault").eq_missing("listed-twice"))
    elsewhere = candidates["division"].gather(Draws(seed, again["i"]).below("other village", max(1, candidates.height)))
    return _rows(again, categories, seed).with_columns(division=elsewhere, copy=pl.lit(1))


def _rows(people: pl.DataFrame, categories: Sequence[Category], seed: int) -> pl.DataFrame:
    draws = Draws(seed, people["i"])
    ids = written_ids(people["id_number"], draws, "roster")
    # Malformed numbers are for candidates only; making them for everybody costs nothing a reader would notice.
    ids = _malformed(people, draws).zip_with((people["fault"] == "id-number").fill_null(value=False), ids)
    groups = [pl.when(pl.col("group").str.contains(group)).then(pl.lit(name)) for group, name in _GROUP_NAMES.items()]
    return people.select(
        "i",
        name=written_names(people["name"], draws, "roster"),
        id_number=ids,
        category=spelled_category(people["category"], categories, draws, "roster"),
        division="division",
        group=pl.concat_str(groups, separator="、", ignore_nulls=True),
        copy=pl.lit(0),
    )


def _malformed(people: pl.DataFrame, draws: Draws) -> pl.Series:
    """Cut short, with a wrong check character, or with a thirteenth month (the check character right)."""
    number = pl.col("id_number")
    month = people.select(number.str.head(10) + "13" + number.str.slice(12, 5))["id_number"].cast(pl.Int64)
    wrong = pl.when(number.str.ends_with("0")).then(number.str.head(17) + "1").otherwise(number.str.head(17) + "0")
    way = draws.below("malformed", 3)
    chosen = (
        pl.when(way == 0).then(number.str.head(15)).when(way == 1).then(wrong).otherwise(with_check_character(month))
    )
    return people.select(chosen.alias("id_number"))["id_number"]


def _unusable(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows to be rejected: no ID number, one in powers of ten, no name, no such category, in turn."""
    turn = pl.int_range(pl.len()) % 4
    return rows.with_columns(
        id_number=pl.when(turn == 1).then(pl.lit("5.42523E+17")).when(turn != 0).then("id_number"),
        name=pl.when(turn != 2).then("name"),
        category=pl.when(turn == 3).then(pl.lit("护林")).otherwise("category"),
    )


def _division(rows: pl.DataFrame, seed: int) -> pl.Expr:
    """One in twenty gives the township only."""
    short = Draws(seed, rows["i"]).chance("township only", Fraction(1, 20))
    return pl.when(short).then(pl.col("division").str.head(9)).otherwise("division").alias("division")
