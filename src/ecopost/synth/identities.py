"""Invented people: birth dates, ID numbers with the right check character, names put together from common words."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Final

import polars as pl

from ecopost.foundation.id_numbers import CHECK_CHARACTERS, WEIGHTS
from ecopost.synth.draws import Draws
from ecopost.synth.places import villages

_NAMES: Final = tomllib.loads(Path(__file__).with_name("names.toml").read_text("utf-8"))
_WORDS: Final = pl.Series(_NAMES["common"])
_RARE_WORDS: Final = pl.Series(_NAMES["rare"])
_STRIDE: Final = 34_651  # prime, so that rare names one after the other look unlike
_OLDEST: Final = 90


def with_births(people: pl.DataFrame, seed: int, year: int) -> pl.DataFrame:
    """Add `born`: adults are 16..68 on 1 January of `year` unless their fault is `age`; the others are of any age."""
    draws = Draws(seed, people["i"])
    spans = {
        "fit": (date(year - 69, 1, 2), date(year - 16, 1, 1)),
        "young": (date(year - 16, 1, 2), date(year - 1, 12, 31)),
        "old": (date(year - _OLDEST, 1, 1), date(year - 69, 1, 1)),
        "any": (date(year - _OLDEST, 1, 1), date(year - 1, 12, 31)),
    }
    wrong = pl.when(draws.bits("wrong age") % 2 == 0).then(pl.lit("young")).otherwise(pl.lit("old"))
    adult = pl.when(pl.col("fault") == "age").then(wrong).otherwise(pl.lit("fit"))
    kind = people.select(kind=pl.when("adult").then(adult).otherwise(pl.lit("any")))["kind"]
    first, days = (kind.replace_strict(table, return_dtype=pl.Int64) for table in _in_days(spans))
    # The later of two draws: the younger, the more of them.
    once, again = (draws.below(stream, days) for stream in ("birth", "birth again"))
    born = people.select("adult", once=once, again=again).select(
        pl.when("adult").then("once").otherwise(pl.max_horizontal("once", "again"))
    )
    return people.with_columns(born=(born.to_series() + first).cast(pl.Int32).cast(pl.Date))


def _in_days(spans: dict[str, tuple[date, date]]) -> tuple[dict[str, int], dict[str, int]]:
    epoch = date(1970, 1, 1)
    firsts = {kind: (first - epoch).days for kind, (first, _) in spans.items()}
    return firsts, {kind: (last - first).days + 1 for kind, (first, last) in spans.items()}


def with_id_numbers(people: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Add `id_number`, valid and different for everybody: one in ten was registered in another county of the region."""
    draws = Draws(seed, people["i"])
    counties = villages()["county"].unique(maintain_order=True)
    moved = draws.bits("moved") % 10 == 0
    homes = people["county"].zip_with(~moved, draws.pick("county of origin", counties)).cast(pl.Int64)
    born = people["born"]
    days = born.dt.year().cast(pl.Int64) * 10_000 + born.dt.month().cast(pl.Int64) * 100 + born.dt.day()
    cell = homes * 10**8 + days
    number = pl.DataFrame({"cell": cell}).select(pl.int_range(pl.len()).over("cell")).to_series()
    # At most a few dozen people share county and birthday, so the numbers 1..999 do not run out.
    start = Draws(seed, days).below("sequence", 999)
    return people.with_columns(id_number=with_check_character(cell * 1000 + (start + number) % 999 + 1))


def with_check_character(bodies: pl.Series) -> pl.Series:
    """17-digit numbers as ID numbers with the check character that belongs to them (GB 11643)."""
    places = pl.DataFrame({"body": bodies}).select(
        total=pl.sum_horizontal(
            pl.col("body") // 10 ** (16 - place) % 10 * weight for place, weight in enumerate(WEIGHTS)
        )
        % 11
    )
    return bodies.cast(pl.String) + pl.Series(list(CHECK_CHARACTERS)).gather(places["total"])


def with_names(people: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Add `name`, and `other_name`, which is surely another. Who is `rare` has a name that nobody else has."""
    draws = Draws(seed, people["i"])
    number = people["rare"].cum_sum().cast(pl.Int64) * _STRIDE % (len(_WORDS) ** 2 * len(_RARE_WORDS))
    first = draws.below("first word", len(_WORDS)).zip_with(~people["rare"], number % len(_WORDS))
    second = draws.below("second word", len(_WORDS)).zip_with(~people["rare"], number // len(_WORDS) % len(_WORDS))
    none_or_third = draws.pick("third word", [*[""] * 12, *_WORDS[::8]])
    third = none_or_third.zip_with(~people["rare"], _RARE_WORDS.gather(number // len(_WORDS) ** 2))
    return people.with_columns(
        name=_WORDS.gather(first) + _WORDS.gather(second) + third,
        other_name=_WORDS.gather((first + 1) % len(_WORDS)) + _WORDS.gather(second) + third,
    )
