"""Polars: in this process, on all cores."""

from typing import Any

import narwhals as nw
import polars as pl


def lift(frame: pl.DataFrame) -> nw.LazyFrame[Any]:
    """The frame itself, lazily."""
    return nw.from_native(frame.lazy())


def collect(frame: nw.LazyFrame[Any]) -> pl.DataFrame:
    """Evaluate on all cores."""
    native: pl.LazyFrame = frame.to_native()
    return native.collect()
