"""Where the expressions are evaluated: Polars by default, DuckDB, or Spark; each loads only when asked for."""

import importlib
from typing import Any, Protocol, cast

import narwhals as nw
import polars as pl

from ecopost.foundation.refusals import Message, UsageError

ENGINES = {name: f"ecopost.screening.engines.{name}_engine" for name in ("polars", "duckdb", "spark")}


class Engine(Protocol):
    """A module that takes frames over and gives results back."""

    def lift(self, frame: pl.DataFrame) -> nw.LazyFrame[Any]:
        """The frame on this engine, to be worked on lazily."""

    def collect(self, frame: nw.LazyFrame[Any]) -> pl.DataFrame:
        """The result, evaluated; row order is the engine's own."""


def engine(name: str) -> Engine:
    """The engine of that name; UsageError for an unknown one or one whose library is not installed."""
    if name not in ENGINES:
        raise UsageError(Message("screening.unknown-engine", given=name, known=", ".join(ENGINES)))
    try:
        return cast("Engine", importlib.import_module(ENGINES[name]))
    except ModuleNotFoundError as error:
        raise UsageError(Message("screening.engine-not-installed", engine=name, module=error.name)) from error
