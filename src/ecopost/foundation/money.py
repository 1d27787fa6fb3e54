"""Money is a whole number of fen. A share is worked out exactly and rounded half up once, at the end."""

from fractions import Fraction


def rounded_half_up(amount: Fraction) -> int:
    """The nearest whole fen, a half going up (A22; amounts are never negative)."""
    return int(amount + Fraction(1, 2))


def yuan(fen: int) -> str:
    """An amount as people read it: `122500` is `1,225.00`."""
    return f"{fen // 100:,}.{fen % 100:02d}"
