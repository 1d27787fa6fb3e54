"""Cells as people type them: what can be repaired without guessing, and what cannot."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

import polars as pl

from ecopost.policy.chapters import Category
from ecopost.synth.draws import Draws

_ODD: Final = Fraction(1, 50)


def written_ids(numbers: pl.Series, draws: Draws, stream: str) -> pl.Series:
    """ID numbers; one in fifty with a space inside or, where it ends with X, a small x."""
    odd = draws.chance(f"{stream} odd number", _ODD)
    frame = numbers.to_frame("n").select(
        pl.when(odd & pl.col("n").str.ends_with("X"))
        .then(pl.col("n").str.to_lowercase())
        .when(odd)
        .then(pl.col("n").str.head(6) + " " + pl.col("n").str.tail(12))
        .otherwise("n")
    )
    return frame.to_series()


def unreadable_ids(numbers: pl.Series, draws: Draws, stream: str) -> pl.Series:
    """What stands where a number cannot be read: nothing, 不详, a number cut short, one in powers of ten."""
    way = draws.below(f"{stream} unreadable", 4)
    frame = numbers.to_frame("n").select(
        pl.when(way == 0)
        .then(pl.lit("不详"))
        .when(way == 1)
        .then(pl.col("n").str.head(15))
        .when(way == 2)
        .then(pl.lit("5.42523E+17"))
    )
    return frame.to_series()


def written_names(names: pl.Series, draws: Draws, stream: str) -> pl.Series:
    """Names; one in fifty with a dot, a space or a wide space between the words."""
    odd = draws.chance(f"{stream} odd name", _ODD)
    between = draws.pick(f"{stream} between", ["·", "•", " ", "\u3000"])
    frame = names.to_frame("n").select(
        pl.when(odd).then(pl.col("n").str.head(2) + between + pl.col("n").str.slice(2)).otherwise("n")
    )
    return frame.to_series()


def spelled_category(held: pl.Series, categories: Sequence[Category], draws: Draws, stream: str) -> pl.Series:
    """Categories, given by number, in Chinese; now and then a synonym, the brackets wide as Chinese is typed."""
    usual = pl.Series([category.name.zh for category in categories])
    rare = pl.Series([_wide((*category.synonyms, category.name.zh)[0]) for category in categories])
    return rare.gather(held).zip_with(draws.chance(f"{stream} synonym", Fraction(1, 10)), usual.gather(held))


def _wide(text: str) -> str:
    return text.replace("(", "（").replace(")", "）")
