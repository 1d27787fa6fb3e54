from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecopost.foundation.periods import Period, Unit, calendar_year, iso_date, periods

UNITS: tuple[Unit, ...] = ("month", "quarter", "year")


def test_quarters_begin_and_end_where_the_calendar_says() -> None:
    assert periods("quarter", 2028) == (
        Period("2028Q1", date(2028, 1, 1), date(2028, 3, 31)),
        Period("2028Q2", date(2028, 4, 1), date(2028, 6, 30)),
        Period("2028Q3", date(2028, 7, 1), date(2028, 9, 30)),
        Period("2028Q4", date(2028, 10, 1), date(2028, 12, 31)),
    )


@pytest.mark.parametrize(
    ("unit", "year", "days"),
    [
        pytest.param("month", 2026, [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], id="months"),
        pytest.param("month", 2028, [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], id="months of a leap year"),
        pytest.param("quarter", 2026, [90, 91, 92, 92], id="quarters"),
        pytest.param("quarter", 2028, [91, 91, 92, 92], id="quarters of a leap year"),
        pytest.param("year", 2026, [365], id="year"),
        pytest.param("year", 2028, [366], id="leap year"),
        pytest.param("year", 2100, [365], id="a century that is no leap year"),
        pytest.param("quarter", 9999, [90, 91, 92, 92], id="the last year there is"),
    ],
)
def test_periods_have_their_calendar_days(unit: Unit, year: int, days: list[int]) -> None:
    assert [period.days for period in periods(unit, year)] == days


def test_periods_are_named_so_that_a_spreadsheet_leaves_them_alone() -> None:
    assert [period.name for period in periods("month", 2026)][::11] == ["2026M01", "2026M12"]
    assert [period.name for period in periods("year", 2026)] == ["2026"]


@given(year=st.integers(1000, 9999), unit=st.sampled_from(UNITS))
def test_the_periods_of_a_year_follow_one_another_without_a_gap(year: int, unit: Unit) -> None:
    found = periods(unit, year)
    assert (found[0].first, found[-1].last) == (date(year, 1, 1), date(year, 12, 31))
    assert all(before.last + timedelta(days=1) == after.first for before, after in pairwise(found))


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        pytest.param(date(2026, 4, 1), date(2026, 6, 30), 91, id="the whole quarter"),
        pytest.param(date(2020, 1, 1), None, 91, id="from long before, still going on"),
        pytest.param(date(2026, 6, 30), date(2027, 1, 1), 1, id="its last day"),
        pytest.param(date(2026, 1, 1), date(2026, 4, 1), 1, id="its first day"),
        pytest.param(date(2026, 5, 5), date(2026, 5, 5), 1, id="start is end"),
        pytest.param(date(2026, 1, 1), date(2026, 3, 31), 0, id="over before it"),
        pytest.param(date(2026, 7, 1), None, 0, id="begun after it"),
    ],
)
def test_days_served_count_both_ends(start: date, end: date | None, days: int) -> None:
    assert periods("quarter", 2026)[1].days_served(start, end) == days


@pytest.mark.parametrize(
    "text", ["2026-2-28", "20260228", "2026-02-29", "2026-W09-6", " 2026-02-28", "２０２６-02-28", ""]
)
def test_a_date_is_written_in_one_form_only(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        iso_date(text)


@pytest.mark.parametrize("text", ["26", "0999", "02026", "2026 ", "２０２６", "-2026", "20.6"])
def test_a_year_has_four_digits(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        calendar_year(text)
