"""A roster of 100,000 rows and 20 columns read and cleaned, beside python-calamine alone reading the same file.

Usage: python benchmarks/workbooks.py [--rows 100000] [--repeats 5] [--data build/bench]
"""

import argparse
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import polars as pl
import xlsxwriter
from python_calamine import CalamineWorkbook

from data import county
from ecopost.policy.loading import load_pack
from ecopost.workbooks.people import read_roster
from measuring import describe_machine, goal, in_turns, ratio, show

OURS, CALAMINE = "ecopost: read and cleaned", "python-calamine: read"
HEADER = ("序号", "姓名", "身份证号码", "村居代码", "岗位类别*", "人群类别")
# What else such rosters hold: text and numbers nobody here asks for, as many as make twenty columns.
BESIDES = ("性别", "民族", "文化程度", "政治面貌", "户主", "与户主关系", "家庭住址", "健康状况", "劳动能力")
NUMBERS = ("家庭人口", "劳动力人数", "管护面积", "上年收入", "年补助")


def main() -> None:
    arguments = _arguments()
    if arguments.read:
        return _read(arguments.read, arguments.file)
    describe_machine()
    file = arguments.data / f"roster-{arguments.rows}.xlsx"
    if not file.exists():
        _make(county(arguments.data, max(1_000, arguments.rows), "0.1").roster, arguments.rows, file)
    commands = {name: [sys.executable, __file__, "--read", name, "--file", str(file)] for name in (OURS, CALAMINE)}
    runs = in_turns(commands, arguments.repeats)
    show(f"{arguments.rows:,} rows of 20 columns, {file.stat().st_size / 2**20:.0f} MB of xlsx", runs)
    print("\n### Goals\n")
    goal("read and cleaned, against reading alone", ratio(runs, OURS, CALAMINE), 2)
    print(f"  (in processor time {ratio(runs, OURS, CALAMINE, 'processor'):.2f} x)")
    return None


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--data", type=Path, default=Path("build/bench"))
    parser.add_argument("--read", choices=(OURS, CALAMINE), help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def _read(how: str, file: Path) -> None:
    if how == CALAMINE:
        rows = CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()
        print(len(rows))
    else:
        print(read_roster([file], load_pack("xizang-2026").category_names()).candidates.height)


def _make(roster: Path, rows: int, file: Path) -> None:
    people = pl.read_parquet(roster).head(rows)
    columns = people.select("name", "id_number", "division", "category", "group")
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        book.set_properties({"created": datetime(2000, 1, 1)})  # noqa: DTZ001  (a fixed mark instead of the clock)
        page = book.add_worksheet("花名册")
        page.write_row(0, 0, ["虚构数据，仅供测速"])
        page.write_row(1, 0, [*HEADER, *BESIDES, *NUMBERS])
        for number, row in enumerate(columns.iter_rows(), start=1):
            page.write_row(number + 1, 0, _row(number, row))


def _row(number: int, row: Sequence[str | None]) -> list[str | int | None]:
    texts = [f"{column}{number % 7}" for column in BESIDES]
    return [number, *row, *texts, *(number * place % 997 for place in range(1, len(NUMBERS) + 1))]


if __name__ == "__main__":
    main()
