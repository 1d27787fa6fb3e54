"""What a screening leaves behind: verdicts, findings, rejects, the manifest, and the workbook a clerk opens."""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import polars as pl

from ecopost.foundation.messages import Language
from ecopost.foundation.outputs import together
from ecopost.foundation.refusals import Message, Refusal
from ecopost.screening.findings import OUTCOMES
from ecopost.screening.report import write_report
from ecopost.screening.screening import Screening
from ecopost.workbooks.csv_output import write_csv
from ecopost.workbooks.people import RegisterTable

_COUNTY_WORKBOOK: Final = re.compile(r"[0-9]{6}\.xlsx")


def write_outputs(screening: Screening, out: Path, *, engine: str, seconds: float, language: Language) -> None:
    """Write everything `ecopost screen` promises into `out`, all of it or nothing.

    What an earlier run left is replaced; a folder `result` that holds anything but county workbooks is refused.
    """
    if any(not _COUNTY_WORKBOOK.fullmatch(path.name) for path in (out / "result").glob("*")):
        raise Refusal(Message("screening.result-folder-not-ours", path=str(out / "result")))
    with together(out, replaces=("result", "result.xlsx")) as folder:
        for name, frame in (("verdicts", screening.verdicts), ("findings", screening.findings)):
            write_csv(frame, folder / f"{name}.csv")
            frame.write_parquet(folder / f"{name}.parquet")
        write_csv(rejects(screening), folder / "rejects.csv")
        write_report(screening, folder, language)
        text = json.dumps(manifest(screening, engine, seconds), ensure_ascii=False, indent=2)
        (folder / "manifest.json").write_text(text + "\n", "utf-8")


def rejects(screening: Screening) -> pl.DataFrame:
    """Every row that could not be used, of rosters first and of the registers in the pack's order."""
    rows = pl.concat([screening.roster.rejects, *(table.rejects for table in _tables(screening))])
    return rows.with_columns(pl.when(pl.col("value") != "").then("value").alias("value"))


def outcome_counts(screening: Screening) -> dict[str, int]:
    """How many candidates came to each outcome, the worst first; outcomes nobody came to are 0."""
    counts = dict(screening.verdicts.group_by("outcome").len().iter_rows())
    return {outcome: counts.get(outcome, 0) for outcome in OUTCOMES}


def manifest(screening: Screening, engine: str, seconds: float) -> Mapping[str, Any]:
    """What went in and what came out, for whoever repeats or checks the screening."""
    loaded = screening.loaded
    sources = [*screening.roster.sources, *(table.source for table in _tables(screening))]
    return {
        "policy": {
            "id": loaded.pack.id,
            "sha256": loaded.sha256,
            "overlays": [{"id": item.overlay.id, "sha256": item.sha256} for item in loaded.overlays],
        },
        "year": screening.year,
        "engine": engine,
        "inputs": [
            {
                "role": source.role,
                "file": source.file,
                "sha256": source.sha256,
                "rows": source.rows,
                "used": source.used,
                "rejected": source.rejected,
            }
            for source in sources
        ],
        "candidates": screening.roster.candidates.height,
        "outcomes": outcome_counts(screening),
        "seconds": round(seconds, 3),
    }


def _tables(screening: Screening) -> Sequence[RegisterTable]:
    return [screening.tables[item.id] for item in screening.loaded.registers if item.id in screening.tables]
