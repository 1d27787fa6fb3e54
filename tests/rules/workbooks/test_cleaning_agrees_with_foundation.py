from collections.abc import Callable
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecopost.foundation import id_numbers, text
from ecopost.workbooks import cleaning, identities

NASTY = (
    "  \t\n\r\x85\xa0\u1680\u2003\u200b\u200c\u200d\u2028\u202f\u205f\u2060\u3000\ufeff\x1c\u180e"
    "0123456789０１９ＸｘxX+-.·•・‧･．٣३十甲ＡＢ～！*＊(（'\\]^"
)
nasty_text = st.text(alphabet=NASTY, max_size=12) | st.text(max_size=8)


@st.composite
def nearly_right_numbers(draw: st.DrawFn) -> str:
    born = draw(st.dates(date(1, 1, 1), date(2100, 12, 31))).strftime("%Y%m%d").zfill(8)
    day = draw(
        st.sampled_from(
            [born, "00000101", "20230229", "20240229", "19000229", "20000229", "19801301", "19800431", "19800100"]
        )
    )
    body = draw(st.integers(0, 999_999)).__format__("06") + day + draw(st.integers(0, 999)).__format__("03")
    number = body + draw(st.sampled_from([id_numbers.check_character(body), "X", "x", "ｘ", "0", "", "00"]))
    place = draw(st.integers(0, len(number)))
    return (
        number[:place]
        + draw(st.sampled_from(["", "", "", " ", "\u200b", "\ufeff", "\u3000", "٣", "+", "０"]))
        + number[place:]
    )


def over(expression: pl.Expr, values: list[str]) -> list[str | None]:
    return pl.DataFrame({"cell": values}, schema={"cell": pl.String}).select(expression).to_series().to_list()


CELL = pl.col("cell")


@settings(deadline=None)
@given(st.lists(nasty_text))
@pytest.mark.parametrize(
    ("columns", "one"),
    [
        pytest.param(cleaning.half_width, text.half_width, id="half width"),
        pytest.param(cleaning.without_space, text.without_space, id="without space"),
        pytest.param(cleaning.trimmed, lambda cell: text.trimmed(cell) or None, id="trimmed"),
        pytest.param(cleaning.name_key, lambda cell: text.name_key(cell) or None, id="name key"),
        pytest.param(identities.id_text, lambda cell: text.without_space(cell).replace("x", "X"), id="ID number"),
        pytest.param(cleaning.unnumbered, id_numbers.unnumbered, id="long numbers masked"),
    ],
)
def test_a_column_of_cells_is_read_as_each_cell_is(
    columns: Callable[[pl.Expr], pl.Expr], one: Callable[[str], str | None], values: list[str]
) -> None:
    assert over(columns(CELL), values) == [one(value) for value in values]


@settings(deadline=None)
@given(st.lists(nearly_right_numbers() | nasty_text))
def test_a_column_of_id_numbers_is_judged_as_each_number_is(values: list[str]) -> None:
    typed = pl.DataFrame(
        {"id_number": values, "lost": [False] * len(values)}, schema={"id_number": pl.String, "lost": pl.Boolean}
    )
    judged = identities.identified(identities.with_clean_ids(typed, "lost"))
    clean = [text.without_space(value).replace("x", "X") for value in values]
    flaws = [id_numbers.flaw(number) for number in clean]
    assert judged["id_number"].to_list() == clean
    assert judged["flaw"].to_list() == flaws
    assert judged["birth"].to_list() == [
        None if flaw else id_numbers.birth_date(number) for number, flaw in zip(clean, flaws, strict=True)
    ]
    assert judged["person"].to_list() == [
        None if flaw else int(number[:17]) * 11 + "0123456789X".index(number[17])
        for number, flaw in zip(clean, flaws, strict=True)
    ]


@pytest.mark.parametrize(
    ("cell", "lost"),
    [
        ("5.42523E+17", True),
        ("5.42523e17", True),
        (" 5．42523Ｅ＋17 ", True),
        ("6E+18", True),
        ("54252319800101001X", False),
        ("542523198001010012", False),
        ("5.42523", False),
        ("E+17", False),
        ("", False),
    ],
)
def test_a_number_in_powers_of_ten_has_lost_its_digits(cell: str, *, lost: bool) -> None:
    assert over(identities.has_lost_digits(CELL), [cell]) == [lost]


def test_every_day_of_two_centuries_is_a_birth_date() -> None:
    days = pl.date_range(date(1896, 1, 1), date(2104, 12, 31), "1d", eager=True)
    bodies = pl.Series("id_number", [f"542523{day}001" for day in days.dt.strftime("%Y%m%d")])
    numbers = pl.DataFrame({"id_number": [body + id_numbers.check_character(body) for body in bodies]})
    assert identities.identified(numbers)["birth"].to_list() == days.to_list()
