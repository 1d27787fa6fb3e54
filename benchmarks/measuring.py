"""Fair measurement: fresh processes, taken in turns, and the machine's own numbers beside every figure."""

import os
import platform
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median

LIBRARIES = ("polars", "narwhals", "duckdb", "pandas", "pyarrow", "python-calamine", "xlsxwriter")


@dataclass(frozen=True)
class Run:
    """One process from start to end: wall-clock and processor seconds, peak memory in MB."""

    seconds: float
    processor: float
    peak: float


def describe_machine() -> None:
    """Print what the figures were taken on."""
    facts = dict(line.split(":", 1) for line in _lines("/proc/cpuinfo") + _lines("/proc/meminfo") if ":" in line)
    model = next((value.strip() for name, value in facts.items() if name.strip() == "model name"), platform.machine())
    memory = next((int(value.split()[0]) // 2**20 for name, value in facts.items() if name == "MemTotal"), 0)
    print(f"Machine: {os.cpu_count()} cores, {model}, {memory} GB, {platform.system()}")
    print(f"Python {platform.python_version()}; " + ", ".join(f"{name} {version(name)}" for name in LIBRARIES))
    print(f"Load before: {os.getloadavg()[0]:.1f} (figures taken on a busy machine are worth little)")


def _lines(path: str) -> list[str]:
    file = Path(path)
    return file.read_text("utf-8").splitlines() if file.exists() else []


def run(command: Sequence[str]) -> Run:
    """Run a command to its end; a failure ends the benchmark with what it said."""
    started = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        said = process.stderr.read() if process.stderr else b""
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)}\n{said.decode(errors='replace')}")
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def in_turns(commands: Mapping[str, Sequence[str]], repeats: int) -> dict[str, list[Run]]:
    """Run all commands `repeats` times in turns, A B A B, so that a busy minute hits all of them."""
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for _ in range(repeats):
        for name, command in commands.items():
            runs[name].append(run(command))
    return runs


def show(title: str, runs: Mapping[str, Sequence[Run]]) -> None:
    """A table of medians, smallest and largest."""
    print(f"\n### {title}\n\n| | seconds | processor seconds | peak MB |\n|---|---|---|---|")
    for name, taken in runs.items():
        cells = [_spread([getattr(one, what) for one in taken]) for what in ("seconds", "processor", "peak")]
        print(f"| {name} | {' | '.join(cells)} |", flush=True)


def _spread(values: Sequence[float]) -> str:
    digits = 0 if min(values) >= 100 else 2
    return f"{median(values):.{digits}f} ({min(values):.{digits}f}–{max(values):.{digits}f})"


def ratio(runs: Mapping[str, Sequence[Run]], one: str, other: str, what: str = "seconds") -> float:
    """How many times more `one` takes: the median over the rounds of the ratio within the round."""
    rounds = zip(runs[one], runs[other], strict=True)
    return median(getattr(left, what) / getattr(right, what) for left, right in rounds)


def goal(what: str, figure: float, limit: float, *, at_least: bool = False, unit: str = "x") -> None:
    """Print a figure beside what was asked for."""
    reached = figure >= limit if at_least else figure <= limit
    sign = "≥" if at_least else "≤"
    print(
        f"- {'reached' if reached else 'MISSED '}: {what}: {figure:.2f} {unit} (goal {sign} {limit:g} {unit})",
        flush=True,
    )
