from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecopost.foundation.money import rounded_half_up, yuan


@given(st.integers(0, 10**9), st.integers(1, 10**4))
def test_rounding_is_half_up_as_an_accountant_does_it(numerator: int, denominator: int) -> None:
    exact = Decimal(numerator) / Decimal(denominator)
    if denominator in {1, 2, 4, 5, 8, 10, 16, 20, 25, 100, 1000}:
        assert rounded_half_up(Fraction(numerator, denominator)) == int(exact.quantize(Decimal(1), ROUND_HALF_UP))
    assert abs(rounded_half_up(Fraction(numerator, denominator)) - Fraction(numerator, denominator)) <= Fraction(1, 2)


@pytest.mark.parametrize(
    ("exact", "fen"), [(Fraction(1, 2), 1), (Fraction(3, 2), 2), (Fraction(49, 100), 0), (Fraction(0), 0)]
)
def test_a_half_goes_up(exact: Fraction, fen: int) -> None:
    assert rounded_half_up(exact) == fen


@pytest.mark.parametrize(
    ("fen", "text"), [(0, "0.00"), (5, "0.05"), (122_500, "1,225.00"), (350_000_000, "3,500,000.00")]
)
def test_an_amount_is_read_in_yuan_with_two_places(fen: int, text: str) -> None:
    assert yuan(fen) == text
