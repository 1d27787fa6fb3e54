"""What the registers say about the candidates, as columns joined on demand: the ground every rule stands on.

Written in Narwhals, so that the same expressions run on every engine and for one person as for a region.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import narwhals as nw

Frame = nw.LazyFrame[Any]

# A register row speaks for a rule (2), leaves it open (1) or against it (0); of several rows the highest counts.
SPEAKS, OPEN, AGAINST = 2, 1, 0
YES, NO = nw.lit(True), nw.lit(False)  # noqa: FBT003  (values, not switches)


@dataclass(frozen=True)
class RegisterFrames:
    """One supplied register on an engine: its readable rows, and the names and households of the unreadable ones."""

    rows: Frame
    unreadable: Frame
    anyone: bool = True  # false spares a join that would find nobody
    doubts: bool = True


class Facts:
    """The candidates, with facts joined to them as rules ask. `None` stands for a register that was not supplied."""

    def __init__(self, candidates: Frame, registers: Mapping[str, RegisterFrames | None], year: int) -> None:
        self.candidates = candidates
        self.registers = registers
        self.year = year
        self.frame = candidates
        self._joined: set[str] = set()

    def supplied(self, register: str) -> RegisterFrames | None:
        """The register's frames, or None if it was not handed over."""
        return self.registers[register]

    def member(self, register: str) -> nw.Expr:
        """Whether the candidate stands in the register; null where that cannot be known.

        Unknown: not supplied, or not found while an unreadable row bears the candidate's name (contract).
        """
        frames, known = self.supplied(register), f"member_{register}"
        if frames is None:
            return nw.lit(None, nw.Boolean)
        if known not in self._joined:
            found = self._stands_in(f"found_{register}", frames.rows, "person") if frames.anyone else NO
            doubted = self._stands_in(f"doubted_{register}", frames.unreadable, "name_key") if frames.doubts else NO
            truth = nw.when(found).then(YES).otherwise(nw.when(~doubted).then(NO))
            self.frame = self.frame.with_columns(truth.alias(known))
            self._joined.add(known)
        return nw.col(known)

    def strongest_row(self, column: str, rows: Frame, score: nw.Expr) -> nw.Expr:
        """The highest `score` over a candidate's rows, as a column joined under the name `column`; null without rows.

        `score` may use the columns of `rows` and, as `own_division`, `own_category` and `own_name`, the candidate's.
        """
        own = self.candidates.select(
            "c",
            "person",
            nw.col("division").alias("own_division"),
            nw.col("category").alias("own_category"),
            nw.col("name_key").alias("own_name"),
        )
        scored = own.join(rows, on="person", how="inner").select("c", score.alias(column))
        self._join(column, scored.group_by("c").agg(nw.col(column).max()), "c")
        return nw.col(column)

    def count_people(self, column: str, by: str) -> nw.Expr:
        """How many different people among the candidates share the candidate's value of `by`."""
        people = self.candidates.select(by, "person").filter(~nw.col(by).is_null()).unique([by, "person"])
        self._join(column, people.group_by(by).agg(nw.len().alias(column)), by)
        return nw.col(column)

    def count_rows(self, column: str, by: str) -> nw.Expr:
        """How many candidates share the candidate's value of `by`."""
        rows = self.candidates.select(by).group_by(by).agg(nw.len().alias(column))
        self._join(column, rows, by)
        return nw.col(column)

    def _stands_in(self, name: str, rows: Frame, on: str) -> nw.Expr:
        """Whether the candidate's `on` is among the rows' (a null stands for nobody)."""
        keys = rows.select(on).filter(~nw.col(on).is_null()).unique(on)
        self._join(name, keys.with_columns(nw.lit(1).alias(name)), on)
        return ~nw.col(name).is_null()

    def _join(self, name: str, facts: Frame, on: str) -> None:
        self.frame = self.frame.join(facts, on=on, how="left")
        self._joined.add(name)
