"""Resident identity numbers (GB 11643): what is wrong with one, the birth date in it, how it is shown.

The same over whole columns stands in `workbooks.identities` and `workbooks.cleaning`; tests hold them together.
"""

import re
from datetime import date
from typing import Final, Literal

from ecopost.foundation.text import WHITE_SPACE

WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS: Final = "10X98765432"

EIGHTEEN: Final = r"(^|[^0-9])([0-9]{6})[0-9]{8}([0-9]{3}[0-9Xx])($|[^0-9Xx])"
_APART: Final = f"[{WHITE_SPACE}-]*"
LONG_NUMBER: Final = f"([0-9]{_APART}[0-9]{_APART}[0-9])(?:{_APART}[0-9]){{11,}}{_APART}[0-9Xx]"

Flaw = Literal["empty", "form", "check", "birth"]


def check_character(body: str) -> str:
    """The 18th character that belongs to 17 digits (ISO 7064 MOD 11-2)."""
    return CHECK_CHARACTERS[sum(weight * int(digit) for weight, digit in zip(WEIGHTS, body, strict=True)) % 11]


def birth_date(number: str) -> date | None:
    """The birth date digits 7-14 spell, or None where there is no such day."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def flaw(number: str) -> Flaw | None:
    """What makes a number unusable for matching: its form, its check character, or a birth date that never was."""
    if not number:
        return "empty"
    body, last = number[:17], number[17:]
    if len(number) != 18 or not (body.isascii() and body.isdigit()) or last not in "0123456789X":
        return "form"
    if last != check_character(body):
        return "check"
    return None if birth_date(number) else "birth"


def masked(number: str) -> str:
    """The number as every output shows it: six, eight stars, four; a malformed one: three, three stars."""
    return f"{number[:6]}********{number[-4:]}" if flaw(number) is None else f"{number[:3]}***"


def unnumbered(text: str) -> str:
    """Any other text as outputs show it: what looks like an ID or account number in it masked.

    Fifteen or more digits, set apart by white space or hyphens or not, show their first three; a run of exactly 18
    shows six and four.
    """
    return re.sub(LONG_NUMBER, r"\1***", re.sub(EIGHTEEN, r"\1\2********\3\4", text))
