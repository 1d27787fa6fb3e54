"""CSV as the contract writes it: UTF-8, LF, quoted only where needed, no cell that a spreadsheet would run."""

from pathlib import Path
from typing import Final

import polars as pl

FORMULA_START: Final = r"^[=+\-@\t\r]"


def write_csv(frame: pl.DataFrame, path: Path) -> None:
    """Write the frame; null is nothing, and text that begins like a formula gets a leading apostrophe."""
    text = pl.col(pl.String)
    harmless = pl.when(text.str.contains(FORMULA_START)).then(pl.lit("'") + text).otherwise(text)
    frame.with_columns(harmless.name.keep()).write_csv(path)
