from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecopost.foundation.id_numbers import birth_date, check_character, flaw, masked, unnumbered

bodies = st.tuples(
    st.integers(100_000, 999_999), st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.integers(0, 999)
).map(lambda parts: f"{parts[0]}{parts[1]:%Y%m%d}{parts[2]:03}")


def oracle(body: str) -> str:
    """ISO 7064 MOD 11-2 as the standard states it: the weighted sum with the check value is 1 modulo 11."""
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(body))
    return next("0123456789X"[value] for value in range(11) if (total + value) % 11 == 1)


@given(bodies)
def test_the_check_character_is_the_one_the_standard_defines(body: str) -> None:
    assert check_character(body) == oracle(body)


@given(bodies)
def test_a_number_with_its_own_check_character_and_a_real_birth_date_has_no_flaw(body: str) -> None:
    number = body + check_character(body)
    assert flaw(number) is None
    assert birth_date(number) == date(int(body[6:10]), int(body[10:12]), int(body[12:14]))


@given(bodies, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(body: str, place: int, shift: int) -> None:
    wrong = body[:place] + str((int(body[place]) + shift) % 10) + body[place + 1 :]
    assert flaw(wrong + check_character(body)) == "check"


@given(bodies, st.integers(0, 15))
def test_two_neighbouring_digits_swapped_are_always_noticed(body: str, place: int) -> None:
    swapped = body[:place] + body[place + 1] + body[place] + body[place + 2 :]
    if swapped != body:
        assert flaw(swapped + check_character(body)) == "check"


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("", "empty"),
        ("54252319800615001", "form"),
        ("5425231980061500100", "form"),
        ("54252319800615001x", "form"),
        ("5425231980061500１X", "form"),
        ("５42523198006150010", "form"),
        ("٥42523198006150010", "form"),
        ("+42523198006150010", "form"),
    ],
)
def test_anything_but_17_digits_and_a_digit_or_capital_x_is_malformed(number: str, expected: str) -> None:
    assert flaw(number) == expected


@pytest.mark.parametrize("day", ["19800230", "19801301", "19800100", "00000101", "19810229"])
def test_a_day_that_never_was_is_a_flaw(day: str) -> None:
    body = f"542523{day}001"
    assert flaw(body + check_character(body)) == "birth"


def test_a_number_is_shown_as_six_eight_stars_and_four_or_three_and_three_stars() -> None:
    number = "54252319800615001" + check_character("54252319800615001")
    assert masked(number) == f"542523********{number[-4:]}"
    assert masked("542523198006150010") == "542***"
    assert masked("5425231980") == "542***"
    assert masked("54") == "54***"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("542523198006150010", "542523********0010"),
        ("户主 54252319800615001X。", "户主 542523********001X。"),
        ("542523 19800615 0010", "542***"),
        ("542523-19800615-0010", "542***"),
        ("542523800615001", "542***"),
        ("6217001234567890123", "621***"),
        ("电话 13900000000，542523203201", "电话 13900000000，542523203201"),
        ("H00388", "H00388"),
    ],
)
def test_long_numbers_inside_other_text_are_masked_and_short_ones_stay(text: str, shown: str) -> None:
    assert unnumbered(text) == shown
