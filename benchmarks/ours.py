"""One screening by Ecopost, from Parquet files to verdicts and findings with their evidence; no workbook for people.

Usage: python benchmarks/ours.py ROSTER REGISTERS YEAR OUT [ENGINE]
"""

import sys
from pathlib import Path

from ecopost.policy.loading import load_pack
from ecopost.screening.engines import engine
from ecopost.screening.screening import screen
from ecopost.workbooks.csv_output import write_csv


def main(roster: Path, registers: Path, year: int, out: Path, engine_name: str = "polars") -> None:
    """Screen, and write verdicts and findings as CSV and Parquet, as `ecopost screen` does."""
    files = {path.stem: path for path in sorted(registers.iterdir())}
    screening = screen(load_pack("xizang-2026"), year, [roster], files, engine(engine_name))
    out.mkdir(parents=True, exist_ok=True)
    for name, frame in (("verdicts", screening.verdicts), ("findings", screening.findings)):
        write_csv(frame, out / f"{name}.csv")
        frame.write_parquet(out / f"{name}.parquet")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]), *sys.argv[5:])
