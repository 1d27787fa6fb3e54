"""Spark: the session that is running, or a local one on all cores. Frames go over as Arrow tables."""

import os
import shutil
from typing import Any, cast

import narwhals as nw
import polars as pl
from pyspark.sql import DataFrame, SparkSession

from ecopost.foundation.refusals import Message, UsageError

_SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.sql.shuffle.partitions": "4",
    "spark.sql.session.timeZone": "UTC",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
}


def _session() -> SparkSession:
    """The running session, or a new local one. UsageError where there is no Java to run it on."""
    if running := SparkSession.getActiveSession():
        return running
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        raise UsageError(Message("screening.spark-needs-java"))
    builder = SparkSession.builder.master("local[*]").appName("ecopost")
    for name, value in _SETTINGS.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def lift(frame: pl.DataFrame) -> nw.LazyFrame[Any]:
    """The frame as a Spark data frame."""
    return nw.from_native(_session().createDataFrame(frame.to_arrow(compat_level=pl.CompatLevel.oldest())))


def collect(frame: nw.LazyFrame[Any]) -> pl.DataFrame:
    """Run the job and take its result over."""
    native: DataFrame = frame.to_native()
    return cast("pl.DataFrame", pl.from_arrow(native.toArrow()))
