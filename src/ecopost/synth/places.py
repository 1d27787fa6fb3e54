"""The villages a made-up county lies in: real codes and names, so that division codes look as they do in life."""

from pathlib import Path
from typing import Final

import polars as pl

PEOPLE_PER_VILLAGE: Final = 650  # 3.66 million people in some 5,500 villages
_DIVISIONS: Final = Path(__file__).with_name("divisions.csv")
_DEVELOPMENT_ZONE: Final = "^54017"  # industrial parks are counted as counties, but nobody is registered there


def villages() -> pl.DataFrame:
    """All villages: `division` (12 digits), `township` (9), `county` (6), `village_name`, `township_name`."""
    divisions = pl.read_csv(_DIVISIONS, infer_schema=False, comment_prefix="#")
    townships = divisions.filter(level="township").select(township="code", township_name="name", county="parent")
    found = divisions.filter(pl.col("level") == "village", ~pl.col("code").str.contains(_DEVELOPMENT_ZONE))
    found = found.select(division="code", village_name="name", township="parent")
    return found.join(townships, on="township", how="left", maintain_order="left")


def lived_in(people: int, lottery: int) -> pl.DataFrame:
    """Neighbouring villages for so many people, as many as they would fill; `lottery` says where they begin."""
    everywhere = villages()
    count = min(max(1, people // PEOPLE_PER_VILLAGE), everywhere.height)
    return everywhere.slice(lottery % (everywhere.height - count + 1), count)
