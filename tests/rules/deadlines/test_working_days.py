from datetime import date, timedelta

import chinese_calendar
import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecopost.deadlines.calendars import calendar_of
from ecopost.deadlines.working_days import Calendar, is_working_day, working_days_between, working_days_end
from ecopost.foundation.messages import render
from ecopost.foundation.refusals import Refusal, UsageError
from ecopost.policy import chapters
from ecopost.policy.values import Text

NOTE = Text(zh="无", en="none")
CHINA = calendar_of(chapters.Calendar(national="china", starts_after_days=1, regional_note=NOTE))
EVERY_DAY = [date(2024, 1, 1) + timedelta(days=number) for number in range(366 + 365 + 365)]
IN_2024_2026 = st.dates(date(2024, 1, 1), date(2026, 12, 31))


def with_regional(*days: tuple[date, bool], starts_after_days: int = 1) -> Calendar:
    regional = tuple(
        chapters.RegionalDay(day=day, working=working, name=Text(zh="雪顿节", en="Shoton"), notice="虚构通知")
        for day, working in days
    )
    settings = chapters.Calendar(
        national="china", starts_after_days=starts_after_days, regional=regional, regional_note=NOTE
    )
    return calendar_of(settings)


def test_the_days_compared_are_the_whole_of_2024_to_2026() -> None:
    assert (EVERY_DAY[0], EVERY_DAY[-1]) == (date(2024, 1, 1), date(2026, 12, 31))
    assert CHINA.years == {2024, 2025, 2026}


def test_every_day_of_2024_to_2026_is_what_chinese_calendar_says() -> None:
    assert [day for day in EVERY_DAY if is_working_day(day, CHINA) != chinese_calendar.is_workday(day)] == []


def test_every_day_of_2024_to_2026_is_what_holidays_says() -> None:
    china = holidays.country_holidays("CN", years=range(2024, 2027))
    assert [day for day in EVERY_DAY if is_working_day(day, CHINA) != china.is_working_day(day)] == []


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        pytest.param(date(2026, 3, 2), 1, date(2026, 3, 3), id="the day after a Monday"),
        pytest.param(date(2026, 3, 6), 1, date(2026, 3, 9), id="over a weekend"),
        pytest.param(date(2026, 9, 25), 5, date(2026, 10, 9), id="over National Day"),
        pytest.param(date(2026, 9, 18), 1, date(2026, 9, 20), id="a make-up Sunday counts"),
        pytest.param(date(2026, 2, 13), 2, date(2026, 2, 24), id="a make-up Saturday, then Spring Festival"),
        pytest.param(date(2025, 12, 31), 1, date(2026, 1, 4), id="into the next year held"),
        pytest.param(date(2023, 12, 31), 1, date(2024, 1, 2), id="the day of the event itself is not counted"),
        pytest.param(date(2026, 12, 30), 1, date(2026, 12, 31), id="the last day held"),
        pytest.param(date(2024, 2, 8), 1, date(2024, 2, 9), id="the eve of Spring Festival 2024 is a working day"),
        pytest.param(date(2024, 2, 28), 1, date(2024, 2, 29), id="a leap day"),
        pytest.param(date(2026, 5, 15), 15, date(2026, 6, 5), id="fifteen working days to settle (A15)"),
    ],
)
def test_a_period_ends_with_its_last_working_day(start: date, days: int, end: date) -> None:
    assert working_days_end(start, days, CHINA) == end


@pytest.mark.parametrize(
    ("start", "days", "year"),
    [
        pytest.param(date(2026, 12, 31), 1, 2027, id="the first day lies beyond"),
        pytest.param(date(2026, 12, 28), 4, 2027, id="the last day lies beyond"),
        pytest.param(date(2023, 12, 29), 1, 2023, id="only days passed over lie before"),
        pytest.param(date(1999, 1, 1), 5, 1999, id="long ago"),
        pytest.param(date(2026, 1, 1), 10**30, 2027, id="a period without end"),
        pytest.param(date(9999, 12, 31), 1, 10000, id="the last day there is"),
    ],
)
def test_a_year_without_a_notice_is_refused_never_guessed(start: date, days: int, year: int) -> None:
    with pytest.raises(Refusal) as refused:
        working_days_end(start, days, CHINA)
    assert not isinstance(refused.value, UsageError)
    (message,) = refused.value.messages
    assert (message.code, message.params["year"]) == ("deadlines.year-not-announced", year)
    assert "2024、2025、2026" in render(message)
    assert "2024, 2025, 2026" in render(message, "en")


@pytest.mark.parametrize("days", [0, -1, -(10**30)])
def test_a_period_of_less_than_one_day_is_wrong_usage(days: int) -> None:
    with pytest.raises(UsageError):
        working_days_end(date(2026, 3, 2), days, CHINA)


def test_a_regional_day_overrules_the_national_list_both_ways() -> None:
    calendar = with_regional((date(2026, 3, 3), False), (date(2026, 3, 7), True), (date(2026, 10, 1), True))
    assert working_days_end(date(2026, 3, 2), 1, calendar) == date(2026, 3, 4)
    assert working_days_end(date(2026, 3, 6), 1, calendar) == date(2026, 3, 7)
    assert working_days_end(date(2026, 9, 30), 1, calendar) == date(2026, 10, 1)


def test_the_regional_list_can_be_left_aside() -> None:
    calendar = with_regional((date(2026, 3, 3), False), (date(2026, 3, 7), True))
    assert working_days_end(date(2026, 3, 2), 1, calendar, regional=False) == date(2026, 3, 3)
    assert working_days_end(date(2026, 3, 6), 1, calendar, regional=False) == date(2026, 3, 9)


def test_a_regional_day_does_not_stand_in_for_a_missing_national_notice() -> None:
    calendar = with_regional((date(2027, 1, 4), True))
    with pytest.raises(Refusal):
        working_days_end(date(2027, 1, 3), 1, calendar)


def test_a_pack_may_count_the_day_of_the_event_itself() -> None:
    calendar = with_regional(starts_after_days=0)
    assert working_days_end(date(2026, 3, 2), 1, calendar) == date(2026, 3, 2)


@pytest.mark.parametrize(
    ("start", "end", "left"),
    [
        pytest.param(date(2026, 3, 2), date(2026, 3, 2), 0, id="today is the last day"),
        pytest.param(date(2026, 3, 2), date(2026, 3, 3), 1, id="one left"),
        pytest.param(date(2026, 9, 25), date(2026, 10, 9), 5, id="over National Day"),
        pytest.param(date(2026, 3, 9), date(2026, 3, 6), -1, id="passed by one, over a weekend"),
        pytest.param(date(2026, 10, 7), date(2026, 10, 1), 0, id="nothing but days off between"),
    ],
)
def test_working_days_left_are_signed(start: date, end: date, left: int) -> None:
    assert working_days_between(start, end, CHINA) == left


@given(start=IN_2024_2026, days=st.integers(1, 120))
def test_a_period_holds_exactly_its_working_days_and_ends_with_one(start: date, days: int) -> None:
    try:
        end = working_days_end(start, days, CHINA)
    except Refusal:
        assert working_days_between(start, date(2026, 12, 31), CHINA) < days
    else:
        assert is_working_day(end, CHINA)
        assert working_days_between(start, end, CHINA) == days
        assert working_days_between(end, start, CHINA) <= 0
