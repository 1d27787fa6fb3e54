"""Who can be judged: the ID-number rule comes first, because without a usable number nothing can be matched (A13)."""

from datetime import date

import narwhals as nw
import polars as pl


def problem(year: int) -> nw.Expr:
    """What is wrong with an ID number: its flaw, or `not-yet-born` on 1 January of `year`; null where nothing is."""
    unborn = nw.when(nw.col("birth") >= nw.lit(date(year, 1, 1))).then(nw.lit("not-yet-born"))
    return nw.coalesce(nw.col("flaw"), unborn)


def split(candidates: pl.DataFrame, year: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Candidates to judge, and those with an unusable ID number and its `problem`; both with `c`, the row index."""
    marked = nw.from_native(candidates.with_row_index("c").with_columns(pl.col("c").cast(pl.Int64)))
    frame = marked.with_columns(problem=problem(year)).to_native()
    return frame.filter(pl.col("problem").is_null()).drop("problem"), frame.filter(pl.col("problem").is_not_null())
