from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecopost.entitlement.calculation import Assessment, Engagement, Entitlement, entitlements
from ecopost.entitlement.schedule import amounts
from ecopost.policy.chapters import Pay

TEXT = {"zh": "字", "en": "word"}


def pay_of(*components: tuple[str, int, str, str]) -> Pay:
    keys = ("id", "share", "period", "on_fail")
    parts = [{"name": TEXT, "article": "A22", **dict(zip(keys, part, strict=True))} for part in components]
    return Pay.model_validate({"article": "A22", "channel": TEXT, "components": parts})


XIZANG = pay_of(("base", 70, "quarter", "nothing"), ("performance", 30, "year", "deduct"))
MONTHLY = pay_of(("monthly", 100, "month", "nothing"))
MONTHLY_DEDUCTED = pay_of(("monthly", 100, "month", "deduct"))
THREE = pay_of(("wage", 50, "month", "nothing"), ("merit", 20, "quarter", "deduct"), ("award", 30, "year", "deduct"))
PAYS = {"xizang": XIZANG, "monthly": MONTHLY, "monthly deducted": MONTHLY_DEDUCTED, "three components": THREE}
ALL_YEAR = Engagement("E1", "road", date(2025, 6, 1))


def passed(*periods: str) -> list[Assessment]:
    return [Assessment("E1", period, passed=True) for period in periods]


def failed(period: str, deduction: str | None = None) -> Assessment:
    return Assessment("E1", period, passed=False, deduction=None if deduction is None else Fraction(deduction))


def outcome(
    results: Sequence[Assessment],
    engagement: Engagement = ALL_YEAR,
    standard: int = 350_000,
    year: int = 2026,
    pay: Pay = XIZANG,
) -> dict[str, tuple[int, str]]:
    lines = entitlements(pay, year, {"road": standard}, [engagement], results)
    return {line.period: (line.amount_fen, line.reason) for line in lines}


ALL_PASSED = passed("2026Q1", "2026Q2", "2026Q3", "2026Q4", "2026")


def test_a_full_year_passed_is_paid_in_full() -> None:
    assert entitlements(XIZANG, 2026, {"road": 350_000}, [ALL_YEAR], ALL_PASSED) == [
        Entitlement("E1", "2026Q1", "base", 61_250, "full"),
        Entitlement("E1", "2026Q2", "base", 61_250, "full"),
        Entitlement("E1", "2026Q3", "base", 61_250, "full"),
        Entitlement("E1", "2026Q4", "base", 61_250, "full"),
        Entitlement("E1", "2026", "performance", 105_000, "full"),
    ]


@pytest.mark.parametrize(
    ("standard", "expected"),
    [
        pytest.param(350_000, (61_250, 61_250, 61_250, 61_250, 105_000), id="nothing left over"),
        pytest.param(350_001, (61_250, 61_250, 61_250, 61_250, 105_001), id="performance takes the rest of the year"),
        pytest.param(350_003, (61_250, 61_250, 61_250, 61_252, 105_001), id="the fourth quarter takes the rest"),
        pytest.param(90, (15, 15, 15, 18, 27), id="90 x 0.7 is below 63 as a float"),
        pytest.param(170, (29, 29, 29, 32, 51), id="170 x 0.7 is below 119 as a float"),
        pytest.param(327_690, (57_345, 57_345, 57_345, 57_348, 98_307), id="327,690 x 0.7 is below 229,383 as a float"),
        pytest.param(11_000, (1_925, 1_925, 1_925, 1_925, 3_300), id="11,000 x 0.7 is below 7,700 as a float"),
        pytest.param(1, (0, 0, 0, 0, 1), id="one fen"),
        pytest.param(2, (0, 0, 0, 1, 1), id="two fen"),
        pytest.param(10**30 + 1, (175 * 10**27,) * 4 + (3 * 10**29 + 1,), id="beyond what a float holds"),
    ],
)
def test_a_standard_is_cut_into_four_quarters_and_the_performance(standard: int, expected: tuple[int, ...]) -> None:
    assert amounts(XIZANG, standard) == expected
    assert tuple(amount for amount, _ in outcome(ALL_PASSED, standard=standard).values()) == expected


def test_the_standards_that_trip_a_float_really_do() -> None:
    assert all(int(standard * 0.7) != standard * 70 // 100 for standard in (90, 170, 327_690, 11_000))


def test_a_quarter_without_result_is_not_paid() -> None:
    assert outcome(passed("2026Q1"))["2026Q2"] == (0, "not-assessed")


def test_a_failed_quarter_pays_nothing_and_leaves_the_others_alone() -> None:
    results = outcome([failed("2026Q2"), *passed("2026Q1", "2026")])
    assert results == {
        "2026Q1": (61_250, "full"),
        "2026Q2": (0, "failed"),
        "2026Q3": (0, "not-assessed"),
        "2026Q4": (0, "not-assessed"),
        "2026": (105_000, "full"),
    }


@pytest.mark.parametrize("result", [*ALL_PASSED, failed("2026Q1"), failed("2026", "0.5"), failed("2026", "1")])
def test_a_period_without_a_served_day_says_so_before_all_else(result: Assessment) -> None:
    left = Engagement("E1", "road", date(2025, 1, 1), date(2025, 12, 31))
    assert set(outcome([result], left).values()) == {(0, "not-served")}
    to_come = Engagement("E1", "road", date(2027, 1, 1))
    assert set(outcome([result], to_come).values()) == {(0, "not-served")}


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        pytest.param(
            date(2026, 3, 31), None, (681, 61_250, 61_250, 61_250, 79_397), id="last day of the first quarter"
        ),
        pytest.param(date(2026, 4, 1), None, (0, 61_250, 61_250, 61_250, 79_110), id="first day of the second quarter"),
        pytest.param(date(2025, 1, 1), date(2026, 3, 31), (61_250, 0, 0, 0, 25_890), id="left with the first quarter"),
        pytest.param(date(2025, 1, 1), date(2026, 4, 1), (61_250, 673, 0, 0, 26_178), id="left a day into the second"),
        pytest.param(date(2026, 7, 15), date(2026, 7, 15), (0, 0, 666, 0, 288), id="one day"),
        pytest.param(date(2026, 12, 31), date(2027, 6, 1), (0, 0, 0, 666, 288), id="the last day of the year"),
        pytest.param(date(2026, 2, 1), date(2026, 5, 31), (40_153, 41_058, 0, 0, 34_521), id="parts of two quarters"),
        pytest.param(date(2024, 2, 1), date(2028, 5, 31), (61_250,) * 4 + (105_000,), id="years before to years after"),
    ],
)
def test_days_served_are_paid_for(start: date, end: date | None, expected: tuple[int, ...]) -> None:
    results = outcome(ALL_PASSED, Engagement("E1", "road", start, end))
    assert tuple(amount for amount, _ in results.values()) == expected


def test_what_is_served_in_part_is_called_so_and_what_is_served_whole_is_not() -> None:
    results = outcome(ALL_PASSED, Engagement("E1", "road", date(2026, 5, 1)))
    reasons = [reason for _, reason in results.values()]
    assert reasons == ["not-served", "part-served", "full", "full", "part-served"]


@pytest.mark.parametrize(
    ("year", "first_quarter", "whole_year"),
    [
        pytest.param(2026, (40_153, "part-served"), (96_082, "part-served"), id="59 days of 90"),
        pytest.param(2028, (40_385, "part-served"), (96_107, "part-served"), id="60 days of 91 in a leap year"),
    ],
)
def test_a_leap_year_has_a_day_more(year: int, first_quarter: tuple[int, str], whole_year: tuple[int, str]) -> None:
    results = outcome(passed(f"{year}Q1", f"{year}"), Engagement("E1", "road", date(year, 2, 1)), year=year)
    assert (results[f"{year}Q1"], results[f"{year}"]) == (first_quarter, whole_year)


def test_half_a_fen_goes_up() -> None:
    # 45 days of 90 of a quarter of 61,251 fen are 30,625.5 fen.
    results = outcome(ALL_PASSED, Engagement("E1", "road", date(2026, 2, 15)), standard=350_006)
    assert results["2026Q1"] == (30_626, "part-served")


@pytest.mark.parametrize(
    ("deduction", "expected"),
    [
        pytest.param("0", (105_000, "deducted"), id="nothing withheld is still deducted"),
        pytest.param("0.000001", (105_000, "deducted"), id="a tenth of a fen"),
        pytest.param("0.25", (78_750, "deducted"), id="a quarter"),
        pytest.param("0.333333", (70_000, "deducted"), id="a third, as people write it"),
        pytest.param("0.999999", (0, "deducted"), id="nearly all"),
        pytest.param("1", (0, "failed"), id="all"),
    ],
)
def test_a_failed_year_keeps_what_the_deduction_leaves(deduction: str, expected: tuple[int, str]) -> None:
    assert outcome([failed("2026", deduction)])["2026"] == expected


@pytest.mark.parametrize(
    ("deduction", "expected"),
    [
        pytest.param("0", (61_562, "deducted"), id="part served, nothing withheld"),
        pytest.param("0.5", (30_781, "deducted"), id="part served, half withheld"),
        pytest.param("0.333333", (41_041, "deducted"), id="part served, a third withheld"),
        pytest.param("1", (0, "failed"), id="part served, all withheld"),
    ],
)
def test_a_failed_year_served_in_part_is_rounded_once(deduction: str, expected: tuple[int, str]) -> None:
    half = Engagement("E1", "road", date(2026, 1, 1), date(2026, 8, 2))
    exact = Fraction(105_000 * 214, 365) * (1 - Fraction(deduction))
    assert outcome([failed("2026", deduction)], half)["2026"] == expected
    assert abs(expected[0] - exact) <= Fraction(1, 2)


@pytest.mark.parametrize(
    ("last_day", "deduction", "expected"),
    [
        # 3 fen x 170 / 365 x 0.4 = 0.56 is 1 fen; rounded before the deduction, 1 x 0.4 would be none.
        pytest.param(date(2026, 6, 19), "0.6", 1, id="rounding twice would pay a fen less"),
        # 3 fen x 200 / 365 x 0.25 = 0.41 is no fen; rounded before the deduction, 2 x 0.25 would be one.
        pytest.param(date(2026, 7, 19), "0.75", 0, id="rounding twice would pay a fen more"),
    ],
)
def test_rounding_comes_once_at_the_end(last_day: date, deduction: str, expected: int) -> None:
    part = Engagement("E1", "road", date(2026, 1, 1), last_day)
    assert outcome([failed("2026", deduction)], part, standard=10)["2026"] == (expected, "deducted")


def test_monthly_pay_needs_no_code_of_its_own() -> None:
    results = outcome(
        [*passed("2026M01", "2026M02"), failed("2026M03")],
        Engagement("E1", "road", date(2026, 1, 1), date(2026, 4, 10)),
        standard=1_000_000,
        pay=MONTHLY,
    )
    assert list(results)[::11] == ["2026M01", "2026M12"]
    assert results["2026M01"] == (83_333, "full")
    assert results["2026M03"] == (0, "failed")
    assert results["2026M04"] == (0, "not-assessed")
    assert results["2026M05"] == (0, "not-served")


def test_the_last_month_takes_the_rest() -> None:
    assert amounts(MONTHLY, 1_000_000) == (83_333,) * 11 + (83_337,)


def test_a_month_can_be_deducted_where_the_pack_says_so() -> None:
    results = outcome([failed("2026M02", "0.1")], standard=1_440_000, pay=MONTHLY_DEDUCTED)
    assert results["2026M02"] == (108_000, "deducted")


def test_engagements_keep_their_order_and_their_own_results() -> None:
    others = [Engagement("B", "road", date(2026, 1, 1)), Engagement("A", "road", date(2026, 1, 1))]
    lines = entitlements(XIZANG, 2026, {"road": 4_000}, others, [Assessment("A", "2026Q1", passed=True)])
    assert [(line.engagement_id, line.period) for line in lines[::5]] == [("B", "2026Q1"), ("A", "2026Q1")]
    assert [line.amount_fen for line in lines if line.period == "2026Q1"] == [0, 700]


def test_results_of_other_years_and_other_people_change_nothing() -> None:
    strangers = [Assessment("E2", "2026Q1", passed=True), *passed("2025Q1", "2025")]
    assert set(outcome(strangers).values()) == {(0, "not-assessed")}


def test_two_results_for_one_period_are_a_fault() -> None:
    with pytest.raises(ValueError, match="2026Q1"):
        outcome([*passed("2026Q1"), failed("2026Q1")])


def test_a_failed_year_without_a_decided_deduction_is_a_fault() -> None:
    with pytest.raises(ValueError, match="2026"):
        outcome([failed("2026")])


def schedules() -> st.SearchStrategy[Pay]:
    shares = st.lists(st.integers(1, 98), max_size=2, unique=True).map(lambda cuts: [0, *sorted(cuts), 100])
    widths = shares.map(lambda cuts: [after - before for before, after in pairwise(cuts)])
    units = st.permutations(["month", "quarter", "year"])
    on_fail = st.lists(st.sampled_from(["nothing", "deduct"]), min_size=3, max_size=3)
    return st.builds(
        lambda widths, units, on_fail: pay_of(
            *((f"part{number}", width, units[number], on_fail[number]) for number, width in enumerate(widths))
        ),
        widths,
        units,
        on_fail,
    )


@given(standard=st.integers(1, 999_999), pay=schedules(), year=st.integers(2020, 2032))
def test_a_full_year_passed_adds_up_to_the_standard_to_the_fen(standard: int, pay: Pay, year: int) -> None:
    engagement = Engagement("E1", "road", date(year, 1, 1), date(year, 12, 31))
    unassessed = entitlements(pay, year, {"road": standard}, [engagement], [])
    lines = entitlements(pay, year, {"road": standard}, [engagement], passed(*(line.period for line in unassessed)))
    assert sum(line.amount_fen for line in lines) == standard
    assert {line.reason for line in lines} == {"full"}


QUARTERS = {"Q1": (1, 1, 3, 31), "Q2": (4, 1, 6, 30), "Q3": (7, 1, 9, 30), "Q4": (10, 1, 12, 31), "": (1, 1, 12, 31)}


def by_counting_days(
    standard: int, year: int, start: date, end: date | None, results: dict[str, tuple[bool, str]]
) -> list[tuple[str, int, str]]:
    """The contract once more, written apart: days counted one by one, sums in 60-digit decimals."""
    base = standard * 70 // 100
    shares = {"Q1": base // 4, "Q2": base // 4, "Q3": base // 4, "Q4": base - base // 4 * 3, "": standard - base}
    lines = []
    with localcontext(prec=60):
        for suffix, (month, day, last_month, last_day) in QUARTERS.items():
            days, first, last = [], date(year, month, day), date(year, last_month, last_day)
            while first <= last:
                days.append(first)
                first += timedelta(days=1)
            served = [day for day in days if start <= day and (end is None or day <= end)]
            earned = Decimal(shares[suffix] * len(served)) / len(days)
            if not served:
                line = (0, "not-served")
            elif f"{year}{suffix}" not in results:
                line = (0, "not-assessed")
            elif results[f"{year}{suffix}"][0]:
                line = (_fen(earned), "full" if served == days else "part-served")
            elif suffix:
                line = (0, "failed")
            else:
                kept = 1 - Decimal(results[f"{year}"][1])
                line = (_fen(earned * kept), "deducted" if kept else "failed")
            lines.append((f"{year}{suffix}", *line))
    return lines


def _fen(amount: Decimal) -> int:
    # Sixty digits are exact here but for a last digit of the division; a true half has at most a few decimals.
    return int(amount.quantize(Decimal(1).scaleb(-20)).quantize(Decimal(1), ROUND_HALF_UP))


@given(
    standard=st.integers(1, 999_999),
    start=st.dates(date(2023, 6, 1), date(2025, 6, 30)),
    served=st.none() | st.integers(0, 700),
    results=st.dictionaries(
        st.sampled_from(["2024Q1", "2024Q2", "2024Q3", "2024Q4", "2024"]),
        st.tuples(st.booleans(), st.integers(0, 10**6).map(lambda parts: str(Decimal(parts) / 10**6))),
    ),
)
def test_every_outcome_is_what_counting_days_one_by_one_gives(
    standard: int, start: date, served: int | None, results: dict[str, tuple[bool, str]]
) -> None:
    end = None if served is None else start + timedelta(days=served)
    facts = [
        Assessment("E1", period, passed=good, deduction=None if good or "Q" in period else Fraction(share))
        for period, (good, share) in results.items()
    ]
    lines = entitlements(XIZANG, 2024, {"road": standard}, [Engagement("E1", "road", start, end)], facts)
    found = [(line.period, line.amount_fen, line.reason) for line in lines]
    assert found == by_counting_days(standard, 2024, start, end, results)
