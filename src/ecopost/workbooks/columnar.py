"""Parquet files: the same table of text, taken column by column and only where somebody asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from ecopost.foundation.refusals import Message, Refusal
from ecopost.workbooks import cells
from ecopost.workbooks.content import reading
from ecopost.workbooks.headers import Row

_NESTED: Final = (pl.List, pl.Array, pl.Struct, pl.Object)


@dataclass(frozen=True)
class ParquetFile:
    """An opened Parquet file. Its record number 1 is the first one; it has no sheets and no titles."""

    path: Path
    scan: pl.LazyFrame
    schema: pl.Schema

    def texts(self, wanted: dict[str, str]) -> pl.DataFrame:
        """The columns `wanted` (new name → name in the file) as text; nested ones must have been left out."""
        with reading(self.path):
            texts = [_text(source, self.schema[source]).alias(new) for new, source in wanted.items()]
            frame = self.scan.select(texts).collect(engine="streaming")
        odd = [column for column in frame.get_columns() if column.dtype != pl.String]
        return frame.with_columns(cells.series(column.name, column.to_list()) for column in odd)

    def rows_at(self, positions: list[int], columns: Sequence[str]) -> Sequence[Row]:
        """These columns of the records at these positions (from 0), in that order."""
        if not columns:
            return [()] * len(positions)
        chosen = pl.col("\0row").is_in(pl.Series(positions, dtype=pl.UInt32).implode())
        with reading(self.path):
            return self.scan.select(columns).with_row_index("\0row").filter(chosen).drop("\0row").collect().rows()

    def check_flat(self, columns: dict[str, str]) -> None:
        """Refuse columns (canonical name → name in the file) that hold lists or records instead of text."""
        nested = [name for name, source in columns.items() if self.is_nested(source)]
        if nested:
            raise Refusal(Message("workbooks.nested-columns", file=self.path.name, columns="、".join(nested)))

    def is_nested(self, source: str) -> bool:
        """Whether a column holds lists or records."""
        return isinstance(self.schema[source], _NESTED)


def open_parquet(path: Path) -> ParquetFile:
    """Open a Parquet file; a damaged one is refused."""
    with reading(path):
        scan = pl.scan_parquet(path, glob=False)
        return ParquetFile(path, scan, scan.collect_schema())


def _text(name: str, dtype: pl.DataType) -> pl.Expr:
    if dtype.is_float() or isinstance(dtype, (pl.Datetime, pl.Time, pl.Duration)):
        return pl.col(name)  # written out by `cells`, as a workbook's numbers and days are
    if dtype == pl.Boolean:
        return pl.when(pl.col(name)).then(pl.lit("TRUE")).when(~pl.col(name)).then(pl.lit("FALSE"))
    return pl.col(name).cast(pl.String)
