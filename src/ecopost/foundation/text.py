"""One reading of people's typing: white space, full-width forms, the dots inside names."""

import re
from typing import Final

# Unicode White_Space plus the invisible characters spreadsheets carry along (contract: "White space everywhere here").
WHITE_SPACE: Final = "\t\n\v\f\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\u200b-\u200d\u2060\ufeff"
NAME_DOTS: Final = "·•.．・‧･"
FULL_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}

_SPACE = re.compile(f"[{WHITE_SPACE}]+")
_EDGES = re.compile(f"^[{WHITE_SPACE}]+|[{WHITE_SPACE}]+$")
_NAME_NOISE = re.compile(f"[{WHITE_SPACE}{NAME_DOTS}]+")


def half_width(text: str) -> str:
    """Full-width ASCII forms (U+FF01-FF5E) to ASCII; nothing else changes."""
    return text.translate(FULL_WIDTH)


def trimmed(text: str) -> str:
    """A cell as the contract reads it: full-width forms to ASCII, white space at both ends gone."""
    return _EDGES.sub("", half_width(text))


def without_space(text: str) -> str:
    """Full-width forms to ASCII and all white space removed: how headers, categories and ID numbers are compared."""
    return _SPACE.sub("", half_width(text))


def name_key(name: str) -> str:
    """A name as names are compared: white space and the dots between its parts ignored."""
    return _NAME_NOISE.sub("", half_width(name))
