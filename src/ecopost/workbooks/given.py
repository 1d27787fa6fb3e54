"""Rows given one by one, by a form or another program, as a table that reads like a file's."""

import hashlib
import json
from collections.abc import Mapping, Sequence

import polars as pl

from ecopost.workbooks import identities
from ecopost.workbooks.raw import DIGIT_COLUMNS, LOST, RawTable
from ecopost.workbooks.specs import TableSpec


def table_of_rows(name: str, rows: Sequence[Mapping[str, str]], spec: TableSpec) -> RawTable:
    """The rows (canonical column → text) as one table; `name` stands for the file.

    Columns the spec does not name become extras. There is no file, so the SHA-256 is that of the rows' own text.
    """
    known = {column.name for column in spec.columns}
    required = [column.name for column in spec.columns if column.required]
    texts = {
        column if column in known else f"extra:{column}": [row.get(column, "") for row in rows]
        for column in dict.fromkeys([*required, *(column for row in rows for column in row)])
    }
    frame = pl.DataFrame(texts, schema=dict.fromkeys(texts, pl.String)).select(
        pl.lit(None, pl.String).alias("sheet"),
        pl.int_range(1, 1 + pl.len(), dtype=pl.UInt32).alias("row"),
        pl.all(),
        *(
            identities.has_lost_digits(pl.col(column)).alias(column + LOST)
            for column in DIGIT_COLUMNS
            if column in texts
        ),
    )
    digest = hashlib.sha256(json.dumps(list(map(dict, rows)), ensure_ascii=False, sort_keys=True).encode())
    return RawTable(name, digest.hexdigest(), None, identities.with_clean_ids(frame, "id_number" + LOST), (), ())
