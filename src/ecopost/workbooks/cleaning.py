"""The contract's reading of cells as Polars expressions (contract "Cells"); ID numbers stand in `identities`.

They say exactly what `foundation.text` says of one value; a property test holds the two together.
"""

import re
from collections.abc import Mapping
from typing import Final

import polars as pl

from ecopost.foundation.id_numbers import EIGHTEEN, LONG_NUMBER
from ecopost.foundation.text import NAME_DOTS, WHITE_SPACE

_SPACE: Final = "".join(f"\\u{{{ord(sign):x}}}" if sign != "-" else "-" for sign in WHITE_SPACE)
_ANY_SPACE: Final = f"[{_SPACE}]+"
_SPACES: Final = re.sub(
    "(.)-(.)", lambda ends: "".join(map(chr, range(ord(ends[1]), ord(ends[2]) + 1))), WHITE_SPACE, flags=re.DOTALL
)
_NAME_NOISE: Final = f"[{_SPACE}{NAME_DOTS}]+"
_WIDE: Final = [chr(code) for code in range(0xFF01, 0xFF5F)]
_NARROW: Final = [chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)]
_MASK: Final = "*" * 8


def half_width(text: pl.Expr) -> pl.Expr:
    """Full-width ASCII forms (U+FF01-FF5E) to ASCII. The many texts without one are passed through untouched."""
    replaced = text.str.replace_many(_WIDE, _NARROW)
    return pl.when(text.str.contains("[\uff01-\uff5e]")).then(replaced).otherwise(text)


def trimmed(text: pl.Expr) -> pl.Expr:
    """A cell's text: full-width forms to ASCII, white space at both ends gone, null where nothing is left."""
    bare = half_width(text).str.strip_chars(_SPACES)
    return pl.when(bare != "").then(bare)


def without_space(text: pl.Expr) -> pl.Expr:
    """Full-width forms to ASCII and all white space gone: how categories and ID numbers are compared."""
    return half_width(text).str.replace_all(_ANY_SPACE, "")


def name_key(name: pl.Expr) -> pl.Expr:
    """A name as names are compared, null where no letter is left."""
    bare = half_width(name).str.replace_all(_NAME_NOISE, "")
    return pl.when(bare != "").then(bare)


def masked(number: pl.Expr, flaw: pl.Expr) -> pl.Expr:
    """An ID number as every output shows it, by its `flaw` (null for none); see `id_numbers.masked`."""
    whole = number.str.head(6) + _MASK + number.str.tail(4)
    return pl.when(flaw.is_null()).then(whole).otherwise(shortened(number))


def unnumbered(text: pl.Expr) -> pl.Expr:
    """Any other text as outputs show it, long numbers in it masked; see `id_numbers.unnumbered`."""
    return text.str.replace_all(EIGHTEEN, "${1}${2}********${3}${4}").str.replace_all(LONG_NUMBER, "${1}***")


def shortened(number: pl.Expr) -> pl.Expr:
    """The first three characters and three stars: a malformed or lost number."""
    return number.str.head(3) + "***"


def category(text: pl.Expr, spellings: Mapping[str, str]) -> pl.Expr:
    """The pack's identifier of a category written in any of its `spellings` (already without space), else null."""

    def known(texts: pl.Series) -> pl.Series:
        written = texts.unique().drop_nulls()
        meant = written.to_frame("text").select(
            without_space(pl.col("text")).replace_strict(dict(spellings), default=None, return_dtype=pl.String)
        )
        return texts.replace_strict(written, meant.to_series(), default=None, return_dtype=pl.String)

    # Few spellings in many rows: each is looked at once.
    return text.map_batches(known, return_dtype=pl.String, is_elementwise=True)


def cleaned(frame: pl.DataFrame) -> pl.DataFrame:
    """Every text column trimmed and to half width, null where nothing is left (contract "Cells")."""
    texts = [name for name, dtype in frame.schema.items() if dtype == pl.String and name != "sheet"]
    return frame.with_columns(trimmed(pl.col(texts)))
