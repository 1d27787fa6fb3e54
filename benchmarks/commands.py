"""How long a short answer takes, beside the start of a bare Python.

Usage: python benchmarks/commands.py [--repeats 20]
"""

import argparse
import sys
from pathlib import Path
from statistics import median

from measuring import describe_machine, goal, in_turns, show

BARE = "python -c pass"
ALLOWED = 0.150  # seconds beyond twice the bare start
DEADLINE = ["deadline", "--policy", "xizang-2026", "--from", "2026-09-25", "--working-days", "5"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=20)
    repeats = parser.parse_args().repeats
    describe_machine()
    ecopost = str(Path(sys.executable).with_name("ecopost"))
    commands = {
        BARE: [sys.executable, "-c", "pass"],
        "ecopost --help": [ecopost, "--help"],
        "ecopost deadline": [ecopost, *DEADLINE],
    }
    runs = in_turns(commands, repeats)
    show("Short answers", runs)
    print("\n### Goals\n")
    for name in commands:
        if name != BARE:
            # Within each round, so that a busy moment is not held against one of them.
            rounds = zip(runs[name], runs[BARE], strict=True)
            beyond = median(one.seconds - 2 * bare.seconds for one, bare in rounds)
            goal(f"{name}, beyond twice a bare start", beyond * 1000, ALLOWED * 1000, unit="ms")


if __name__ == "__main__":
    main()
