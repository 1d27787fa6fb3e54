"""Whether two screenings came to the same: verdicts to the byte, and who was found by which rule to what effect.

Usage: python benchmarks/agreement.py OUT OTHER_OUT; the exit code is 0 if they did.
"""

import sys
from pathlib import Path

import polars as pl

from by_hand import REVIEW

KEYS = ("candidate_id", "rule", "effect")


def agree(one: Path, other: Path) -> bool:
    verdicts, other_verdicts = ((out / "verdicts.csv").read_bytes() for out in (one, other))
    return verdicts == other_verdicts and found(one).equals(found(other))


def found(out: Path) -> pl.DataFrame:
    """The findings of a screening by Ecopost, or those that the flags of one by hand amount to."""
    if (out / "findings.parquet").exists():
        return pl.read_parquet(out / "findings.parquet", columns=list(KEYS)).select(KEYS).sort(KEYS)
    flags = pl.read_parquet(out / "flags.parquet")
    flags = flags.unpivot(index="candidate_id", variable_name="rule", value_name="holds")
    effect = pl.when(pl.col("rule").is_in(REVIEW)).then(pl.lit("review")).otherwise(pl.lit("exclude"))
    effect = pl.when(pl.col("holds").is_null()).then(pl.lit("unchecked")).otherwise(effect)
    holding = flags.filter(pl.col("holds").fill_null(value=True))
    return holding.select("candidate_id", "rule", effect.alias("effect")).sort(KEYS)


if __name__ == "__main__":
    sys.exit(not agree(Path(sys.argv[1]), Path(sys.argv[2])))
