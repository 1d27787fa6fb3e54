"""A whole region screened with evidence, beside the same rules by hand in Polars and in pandas without any.

Usage: python benchmarks/screening.py [--candidates 700000] [--repeats 5] [--data build/bench] [--quick]
"""

import argparse
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from data import POSTS, YEAR, County, county
from measuring import Run, describe_machine, goal, in_turns, ratio, show

HERE = Path(__file__).parent
OURS, POLARS, PANDAS = "ecopost", "Polars by hand", "pandas by hand"
SCRIPTS = {
    OURS: ("ours.py", "polars"),
    POLARS: ("handwritten_polars.py",),
    PANDAS: ("handwritten_pandas.py",),
    "pandas by hand, text in Arrow": ("handwritten_pandas.py", "arrow"),
    "ecopost on DuckDB": ("ours.py", "duckdb"),
}
REALISTIC, WORST = "0.1", "2"


def main() -> None:
    arguments = _arguments()
    describe_machine()
    large = _measured(arguments, arguments.candidates, REALISTIC, [OURS, POLARS] if arguments.quick else [*SCRIPTS])
    worst = _measured(arguments, arguments.candidates, WORST, [OURS, POLARS])
    small = _measured(arguments, arguments.candidates // 10, REALISTIC, [OURS, POLARS])
    print("\n### Goals\n")
    for title, runs, limit in (("one candidate in ten with a finding", large, 1.5), ("two findings each", worst, 2.5)):
        goal(f"{title}, against Polars by hand", ratio(runs, OURS, POLARS), limit)
        print(f"  (in processor time {ratio(runs, OURS, POLARS, 'processor'):.2f} x)")
        goal(f"{title}, peak memory", max(one.peak for one in runs[OURS]) / 1024, 1.5, unit="GB")
    if PANDAS in large:
        goal("faster than pandas by hand", ratio(large, PANDAS, OURS), 6, at_least=True)
    growth = median(one.seconds for one in large[OURS]) / median(one.seconds for one in small[OURS])
    goal("growth from a tenth of the candidates and residents to all of them", growth, 10)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--candidates", type=int, default=POSTS)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--data", type=Path, default=Path("build/bench"))
    parser.add_argument("--quick", action="store_true", help="without pandas and DuckDB")
    return parser.parse_args()


def _measured(
    arguments: argparse.Namespace, candidates: int, findings: str, names: Sequence[str]
) -> dict[str, list[Run]]:
    made = county(arguments.data, candidates, findings)
    outs = {name: arguments.data / "out" / name.replace(" ", "-") for name in names}
    commands = {name: _command(name, made, outs[name]) for name in names}
    runs = in_turns(commands, arguments.repeats)
    for name in names[1:]:
        # In a process of its own: a child's peak memory is never less than what its parent held.
        if subprocess.run([sys.executable, str(HERE / "agreement.py"), outs[OURS], outs[name]], check=False).returncode:
            sys.exit(f"{name} comes to other outcomes than {OURS}: the comparison is worth nothing")
    show(f"{candidates:,} candidates, {findings} findings each", runs)
    return runs


def _command(name: str, made: County, out: Path) -> list[str]:
    script, *more = SCRIPTS[name]
    return [sys.executable, str(HERE / script), str(made.roster), str(made.registers), str(YEAR), str(out), *more]


if __name__ == "__main__":
    main()
