"""Resident identity numbers (GB 11643): what is wrong with one, the birth date in it, how it is shown.

The same test over whole columns stands in `workbooks.cleaning`; a property test holds the two together.
"""

from datetime import date
from typing import Final, Literal

WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS: Final = "10X98765432"

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
    """The number as every output shows it: six, eight stars, four; one of another length: three, three stars."""
    return f"{number[:6]}********{number[-4:]}" if len(number) == 18 else f"{number[:3]}***"
