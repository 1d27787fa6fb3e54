"""A made-up world on disk, in which every file says that nobody in it is real."""

from pathlib import Path
from typing import Final, Literal, get_args

import polars as pl

from ecopost.foundation.messages import render
from ecopost.foundation.outputs import together
from ecopost.foundation.refusals import Message, UsageError
from ecopost.synth.forms import chinese_headers, write_register, write_rosters
from ecopost.synth.world import World

Format = Literal["parquet", "xlsx", "csv"]
FORMATS: Final[tuple[Format, ...]] = get_args(Format)
MOST_IN_WORKBOOKS: Final = 200_000  # people; above it a register grows past what `ecopost screen` takes as a workbook
_ROW_GROUP: Final = 250_000


def check_place(out: Path) -> None:
    """UsageError unless `out` is new or an empty folder: made-up files must never lie among or replace others."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(Message("synth.not-empty", path=str(out)))


def check_format(people: int, format_: Format) -> None:
    """UsageError where so many people do not go into workbooks."""
    if format_ == "xlsx" and people > MOST_IN_WORKBOOKS:
        raise UsageError(Message("synth.too-many-for-workbooks", asked=people, most=MOST_IN_WORKBOOKS))


def write_world(world: World, out: Path, format_: Format = "parquet") -> None:
    """Write `roster/`, `registers/<identifier>.<format>` and `README.md` into `out`, all of it or nothing.

    Rosters are one file, as workbooks one per township. UsageError for a folder with something in it or for too many
    people for workbooks; Refusal where the disk cannot take them.
    """
    check_place(out)
    check_format(world.people.height, format_)
    with together(out) as folder:
        for name in ("roster", "registers"):
            (folder / name).mkdir()
        if format_ == "xlsx":
            write_rosters(world.roster, folder / "roster", world.year)
        else:
            _write(world.roster, folder / "roster" / f"roster.{format_}")
        for name, rows in world.registers.items():
            _write(rows, folder / "registers" / f"{name}.{format_}")
        (folder / "README.md").write_text(_readme(world), "utf-8")


def _write(rows: pl.DataFrame, path: Path) -> None:
    notice = render(Message("synth.notice"))
    if path.suffix == ".xlsx":
        write_register(rows, path)
    elif path.suffix == ".csv":
        with path.open("wb") as file:
            file.write(f"\ufeff{notice}\n".encode())
            rows.rename(dict(zip(rows.columns, chinese_headers(rows.columns), strict=True))).write_csv(file)
    else:
        metadata = {"notice": notice}
        rows.rechunk().write_parquet(path, row_group_size=_ROW_GROUP, metadata=metadata)


def _readme(world: World) -> str:
    numbers = {
        "people": f"{world.people.height:,}",
        "candidates": f"{world.people['candidate'].sum():,}",
        "findings": f"{world.expected.height:,}",
        "seed": world.seed,
        "year": world.year,
    }
    message = Message("synth.readme", **numbers)
    return render(message, "zh") + "\n" + render(message, "en")
