from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecopost.synth.draws import Draws

ROWS = pl.Series(range(20_000))
BITS = [2990650925, 704588141, 379448435, 2481250577]


def test_draws_are_the_same_on_every_machine_and_forever() -> None:
    draws = Draws(1, pl.Series([0, 1, 2, 3_659_999]))
    assert draws.bits("household size").to_list() == BITS
    assert draws.below("household size", 100).to_list() == [bits * 100 // 2**32 for bits in BITS]


@pytest.mark.parametrize("share", [Fraction(0), Fraction(1, 10), Fraction(1, 2), Fraction(9, 10)], ids=str)
def test_a_chance_comes_up_as_often_as_it_says(share: Fraction) -> None:
    assert Draws(1, ROWS).chance("luck", share).mean() == pytest.approx(float(share), abs=0.02)


def test_every_value_is_picked_as_often_as_it_stands_there() -> None:
    picked = Draws(1, ROWS).pick("fruit", ["apple", "pear", "pear", "pear"])
    assert (picked == "pear").mean() == pytest.approx(0.75, abs=0.02)


def test_a_limit_can_be_given_for_each_row() -> None:
    limits = ROWS % 7 + 1
    drawn = Draws(1, ROWS).below("day", limits)
    assert (drawn < limits).all()
    assert (drawn >= 0).all()


def test_streams_do_not_depend_on_each_other() -> None:
    draws = Draws(1, ROWS)
    both = draws.chance("one", Fraction(1, 2)) & draws.chance("other", Fraction(1, 2))
    assert both.mean() == pytest.approx(0.25, abs=0.02)


@given(st.integers(0, 2**63), st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=50, unique=True))
def test_different_rows_draw_different_bits_in_any_order(seed: int, rows: list[int]) -> None:
    drawn = Draws(seed, pl.Series(rows, dtype=pl.Int64)).bits("stream").to_list()
    assert len(set(drawn)) == len(rows)
    assert max(drawn) < 2**32
    assert drawn[::-1] == Draws(seed, pl.Series(rows[::-1], dtype=pl.Int64)).bits("stream").to_list()
