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
    """One supplied register on an engine; see `registers.Register`. A silent one says nothing about any candidate."""

    rows: Frame
    unreadable: Frame
    homes: Frame | None
    silent: bool


class Facts:
    """The candidates, with facts joined to them as rules ask. `None` stands for a register that was not supplied.

    Membership of all registers takes two joins: each brings one number with a bit a register, set where the
    candidate's ID number stands in it, and where an unreadable row of it bears the candidate's name.
    """

    def __init__(self, candidates: Frame, registers: Mapping[str, RegisterFrames | None], year: int) -> None:
        self.candidates = candidates
        self.registers = registers
        self.year = year
        speaking = {name: frames for name, frames in registers.items() if frames and not frames.silent}
        bits = {name: 2**place for place, name in enumerate(speaking)}
        self.frame = candidates
        if speaking:
            self._join(_bits_by("person", {bits[name]: frames.rows for name, frames in speaking.items()}), "person")
            doubts = {bits[name]: frames.unreadable for name, frames in speaking.items()}
            self._join(_bits_by("name_key", doubts), "name_key")
            both = {column: nw.coalesce(nw.col(column), nw.lit(0)) for column in ("bits_person", "bits_name_key")}
            # Columns, not expressions: every rule asks for some of them, and each is worked out once.
            members = {_member(name): _membership(bit) for name, bit in bits.items()}
            self.frame = self.frame.with_columns(**both).with_columns(**members)

    def member(self, register: str) -> nw.Expr:
        """Whether the candidate stands in the register; null where that cannot be known.

        Unknown: not supplied, or not found while an unreadable row bears the candidate's name (contract).
        """
        frames = self.registers[register]
        if frames is None:
            return nw.lit(None, nw.Boolean)
        return NO if frames.silent else nw.col(_member(register))

    def strongest_row(self, column: str, rows: Frame, score: nw.Expr, usual: int) -> nw.Expr:
        """The highest `score` over a candidate's rows, joined as the column `column`; `usual` also where there is none.

        `score` may use the columns of `rows` and, as `own_division`, `own_category` and `own_name`, the candidate's.
        Only candidates with an unusual row are counted out, because nearly all have none.
        """
        own = self.candidates.select(
            "c",
            "person",
            nw.col("division").alias("own_division"),
            nw.col("category").alias("own_category"),
            nw.col("name_key").alias("own_name"),
        )
        scored = own.join(rows, on="person", how="inner").select("c", score.alias(column))
        unusual = scored.filter(nw.col(column) != usual).select("c").unique()
        self._join(scored.join(unusual, on="c", how="semi").group_by("c").agg(nw.col(column).max()), "c")
        return nw.coalesce(nw.col(column), nw.lit(usual))

    def count_people(self, column: str, by: str) -> nw.Expr:
        """How many different people among the candidates share the candidate's value of `by`."""
        people = self.candidates.select(by, "person").filter(~nw.col(by).is_null()).unique()
        self._join(people.group_by(by).agg(nw.len().alias(column)), by)
        return nw.col(column)

    def count_copies(self, column: str) -> nw.Expr:
        """How many candidates have the candidate's ID number."""
        copies = self.candidates.group_by("person").agg(nw.len().alias(column)).filter(nw.col(column) > 1)
        self._join(copies, "person")
        return nw.coalesce(nw.col(column), nw.lit(1))

    def _join(self, facts: Frame, on: str) -> None:
        self.frame = self.frame.join(facts, on=on, how="left")


def _member(register: str) -> str:
    return f"member_{register}"


def _bits_by(key: str, tables: Mapping[int, Frame]) -> Frame:
    """For each `key` one number, `bits_<key>`, in which the bit of every table that holds the key is set."""
    bits = f"bits_{key}"
    rows = [table.select(key).unique().with_columns(nw.lit(bit).alias(bits)) for bit, table in tables.items()]
    return nw.concat(rows).group_by(key).agg(nw.col(bits).sum())


def _membership(bit: int) -> nw.Expr:
    found, doubted = (nw.col(f"bits_{key}") // bit % 2 for key in ("person", "name_key"))
    return nw.when(found == 1).then(YES).otherwise(nw.when(doubted == 0).then(NO))
