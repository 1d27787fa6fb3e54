"""One person at a counter, judged in a process that has everything loaded.

Usage: python benchmarks/single.py [--calls 200] [--data build/bench]
"""

import argparse
import time
from collections.abc import Mapping
from pathlib import Path
from statistics import median, quantiles

import polars as pl

from data import YEAR, County, county
from ecopost.policy.loading import load_pack
from ecopost.screening.single import screen_one
from measuring import describe_machine, goal

ASKED = ("name", "id_number", "category", "division")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=200)
    parser.add_argument("--data", type=Path, default=Path("build/bench"))
    arguments = parser.parse_args()
    describe_machine()
    made = county(arguments.data, 20_000, "0.1")
    loaded = load_pack("xizang-2026")
    people = _people(made, loaded.category_names(), arguments.calls)
    rows = _rows_by_person(made, people)
    taken, findings = [], 0
    for person in people:
        started = time.perf_counter()
        result = screen_one(loaded, YEAR, person, rows[person["id_number"]])
        taken.append(1000 * (time.perf_counter() - started))
        findings += len(result["findings"])
    first, *later = taken  # the first call of all makes ready what the others reuse
    registers = len(list(made.registers.iterdir()))
    print(f"\n{len(people)} people with what {registers} registers say of them: {findings} findings")
    print(f"First call {first:.0f} ms; of the later ones 95 % within {quantiles(later, n=20)[-1]:.1f} ms\n")
    goal("one person, median", median(later), 100, unit="ms")


def _people(made: County, categories: Mapping[str, str], calls: int) -> list[dict[str, str]]:
    """The first candidates whose rows no roster would reject."""
    rows = pl.scan_parquet(made.roster).select(ASKED).drop_nulls()
    good = rows.filter(pl.col("id_number").str.len_chars() == 18, pl.col("category").is_in(list(categories)))
    return good.head(calls).collect().to_dicts()


def _rows_by_person(made: County, people: list[dict[str, str]]) -> dict[str, dict[str, list[dict[str, str]]]]:
    """For each ID number the rows every register holds about it, as a counter would have looked them up."""
    numbers = [person["id_number"] for person in people]
    rows: dict[str, dict[str, list[dict[str, str]]]] = {number: {} for number in numbers}
    for file in sorted(made.registers.iterdir()):
        about = pl.read_parquet(file).filter(pl.col("id_number").is_in(numbers))
        for registers in rows.values():
            registers[file.stem] = []
        for row in about.iter_rows(named=True):
            rows[row["id_number"]][file.stem].append({name: value for name, value in row.items() if value is not None})
    return rows


if __name__ == "__main__":
    main()
