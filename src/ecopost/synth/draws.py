"""Chance that repeats itself: every draw is a fixed function of seed, stream and row number, on any machine.

Whole numbers only. Polars' own hashes and random numbers may change between versions, and the order of a shared
generator's calls would matter; a counter-based hash (two rounds of MurmurHash3's 32-bit finalizer) has neither fault.
"""

import hashlib
from collections.abc import Sequence
from fractions import Fraction

import polars as pl

_BITS = 2**32


class Draws:
    """Draws for the rows of one frame, whose `numbers` are whole, not negative and below 2³².

    A `stream` names what is drawn, so that no two choices about a row depend on each other.
    """

    def __init__(self, seed: int, numbers: pl.Series) -> None:
        self.seed = seed
        self._numbers = numbers.cast(pl.UInt64)

    def bits(self, stream: str) -> pl.Series:
        """A whole number in 0..2³²-1 for each row (UInt64); different for different row numbers."""
        key = hashlib.blake2b(f"{self.seed}:{stream}".encode(), digest_size=8).digest()
        first, second = int.from_bytes(key[:4], "big"), int.from_bytes(key[4:], "big")
        return _mixed((_mixed(self._numbers ^ first) + second) & (_BITS - 1))

    def below(self, stream: str, limit: int | pl.Series) -> pl.Series:
        """A whole number in 0..limit-1 for each row (Int64); `limit`, one for all or one for each, at most 2³¹."""
        limits = limit if isinstance(limit, int) else limit.cast(pl.UInt64)
        return (self.bits(stream) * limits // _BITS).cast(pl.Int64)

    def chance(self, stream: str, share: Fraction) -> pl.Series:
        """True for about `share` (0..1) of the rows."""
        return self.bits(stream) < int(share * _BITS)

    def pick(self, stream: str, values: Sequence[object] | pl.Series) -> pl.Series:
        """One of the values for each row; one that stands there twice comes up twice as often."""
        return pl.Series(stream, values).gather(self.below(stream, len(values)))


def _mixed(number: pl.Series) -> pl.Series:
    # Factors and numbers stay below 2³², so no product reaches 2⁶⁴: nothing here relies on overflow.
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
        number = ((number ^ (number // 2**shift)) * factor) & (_BITS - 1)
    return number ^ (number // 2**16)
