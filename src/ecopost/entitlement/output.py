"""Writes `entitlements.csv` (contract, `ecopost entitle`)."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import polars as pl

from ecopost.entitlement.calculation import Entitlement
from ecopost.foundation.outputs import together
from ecopost.workbooks.csv_output import write_csv

FILE: Final = "entitlements.csv"
COLUMNS: Final = {
    "engagement_id": pl.String,
    "period": pl.String,
    "kind": pl.String,
    "amount_fen": pl.Int64,
    "reason": pl.String,
}


def write_entitlements(lines: Sequence[Entitlement], folder: Path) -> Path:
    """Write the lines, amounts in fen, to `entitlements.csv` in `folder`, which is made where it lacks.

    An earlier `entitlements.csv` is replaced in one step. Refusal where the folder or the file cannot be written.
    """
    frame = pl.DataFrame({name: [getattr(line, name) for line in lines] for name in COLUMNS}, schema=COLUMNS)
    with together(folder) as aside:
        write_csv(frame, aside / FILE)
    return folder / FILE
