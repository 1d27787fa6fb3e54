"""DuckDB: an in-memory database in this process; frames go over as Arrow tables without a copy."""

from typing import Any

import duckdb
import narwhals as nw
import polars as pl

_connection = duckdb.connect(":memory:")


def lift(frame: pl.DataFrame) -> nw.LazyFrame[Any]:
    """The frame as a relation of the in-memory database."""
    return nw.from_native(_connection.from_arrow(frame.to_arrow(compat_level=pl.CompatLevel.oldest())))


def collect(frame: nw.LazyFrame[Any]) -> pl.DataFrame:
    """Run the query and take its result over."""
    native: duckdb.DuckDBPyRelation = frame.to_native()
    result: pl.DataFrame = native.pl()
    return result
