"""Made-up data for the benchmarks, made once and kept."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

YEAR = 2026
# The region: 700,000 posts among 3.66 million people.
POSTS, RESIDENTS = 700_000, 3_660_000


@dataclass(frozen=True)
class County:
    """Where a made-up county lies: one roster, sixteen registers."""

    roster: Path
    registers: Path


def county(data: Path, candidates: int, findings: str) -> County:
    """The county of so many candidates, in the region's proportion to its residents."""
    folder = data / f"{candidates}-{findings}"
    if not folder.exists():
        people = candidates * RESIDENTS // POSTS
        print(f"making up {people:,} people, {findings} findings a candidate", file=sys.stderr)
        options = {
            "people": people,
            "seed": 1,
            "year": YEAR,
            "findings": findings,
            "candidates": candidates,
            "out": folder,
        }
        command = [sys.executable, "-m", "ecopost", "synth"]
        subprocess.run([*command, *(f"--{name}={value}" for name, value in options.items())], check=True)
    return County(folder / "roster" / "roster.parquet", folder / "registers")
