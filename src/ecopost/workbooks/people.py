"""Rosters and registers as people: who can be used, who is rejected and why, and what each file gave."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from ecopost.foundation.refusals import Message, Refusal, Refusals
from ecopost.workbooks import cleaning
from ecopost.workbooks.identities import identified
from ecopost.workbooks.numbering import numbered
from ecopost.workbooks.raw import LOST, NO_HEADER, RawTable, read_table
from ecopost.workbooks.rejects import Fault, not_people, rejected
from ecopost.workbooks.specs import ColumnSpec, TableSpec, roster_spec

_DIVISION: Final = "^(?:[0-9]{6}|[0-9]{9}|[0-9]{12})$"
LOST_ID: Final = "id_number" + LOST
_SLICE: Final = 2**17  # rows judged at a time, so that the work on a region's register fits beside it in memory
_NUMBER, _LOST = pl.col("id_number"), pl.col(LOST_ID)


@dataclass(frozen=True)
class Source:
    """One input file and what it gave; `rows` = `used` + `rejected`, blank rows not counted."""

    role: str
    file: str
    sha256: str
    as_of: str | None
    rows: int
    used: int
    rejected: int


@dataclass(frozen=True)
class Roster:
    """All rosters of a run.

    `candidates`: file, stem, sheet, row, number (of the data row in its file, from 1), candidate_id, name, name_key,
    id_number (cleaned), person (Int64, null where flawed), flaw (form, check, birth or null), birth (Date),
    category (the pack's identifier), division, and the optional columns some file has (null where empty).
    `rejects`: file, sheet, row, column, value (masked), reason.
    """

    sources: tuple[Source, ...]
    candidates: pl.DataFrame
    rejects: pl.DataFrame
    notices: tuple[Message, ...]


@dataclass(frozen=True)
class RegisterTable:
    """One register.

    `rows`: the readable ones: person (Int64), row, sheet where there are several, and the columns asked for that the
    file has, as typed (`cleaning.cleaned` cleans them once few are left), and `extra:…` columns where wanted.
    `unreadable`: rows whose ID number is empty, lost or malformed: name_key, household_id (null where there is none).
    `rejects`: those rows and the lines that are nobody, as they go into rejects.csv.
    """

    source: Source
    rows: pl.DataFrame
    unreadable: pl.DataFrame
    rejects: pl.DataFrame
    notices: tuple[Message, ...]


def read_roster(
    paths: Sequence[Path], categories: Mapping[str, str], extra_columns: Iterable[ColumnSpec] = ()
) -> Roster:
    """Read every roster and number its candidates (contract "Reading people's files" and `candidate_id`).

    `categories`: every accepted spelling, normalised by `foundation.text.without_space`, to the pack's identifier.
    Among several files one without an ID-number column is no roster: it is passed over and named. Raises one Refusal
    with the reasons against all of the files.
    """
    spec = roster_spec(extra_columns)
    refusals = Refusals()
    strangers: list[Message] = []
    read: list[_Part] = []
    for path in paths:
        try:
            read.append(_one_roster(path, spec, categories))
        except Refusal as refusal:
            strange = [message.code for message in refusal.messages] == [NO_HEADER]
            (strangers if strange else refusals.messages).extend(refusal.messages)
    if not read:
        refusals.messages += strangers
    refusals.raise_if_any()
    candidates, notices = numbered(pl.concat([part.candidates for part in read], how="diagonal"))
    return Roster(
        tuple(part.source for part in read),
        candidates,
        pl.concat([part.rejects for part in read]),
        (
            *(notice for part in read for notice in part.notices),
            *(Message("workbooks.no-roster-in-file", file=message.params["file"]) for message in strangers),
            *notices,
        ),
    )


@dataclass(frozen=True)
class _Part:
    source: Source
    candidates: pl.DataFrame
    rejects: pl.DataFrame
    notices: tuple[Message, ...]


def _one_roster(path: Path, spec: TableSpec, categories: Mapping[str, str]) -> _Part:
    return _part_of(read_table(path, spec, extras=False), path.stem, spec, categories)


def roster_of(table: RawTable, spec: TableSpec, categories: Mapping[str, str]) -> Roster:
    """A single roster already read as text; nobody in it is refused, only rejected."""
    part = _part_of(table, table.file, spec, categories)
    candidates, notices = numbered(part.candidates)
    return Roster((part.source,), candidates, part.rejects, (*part.notices, *notices))


def _part_of(table: RawTable, stem: str, spec: TableSpec, categories: Mapping[str, str]) -> _Part:
    rows = _judged(_roster_rows(table, stem, categories))
    bad = pl.any_horizontal(fault.condition for fault in _ROSTER_FAULTS)
    rejects = pl.concat([rejected(rows.filter(bad), _ROSTER_FAULTS, table.file), not_people(table)])
    used = rows.filter(~bad).drop("written", LOST_ID)
    return _Part(_source(spec.role, table, used.height, rejects.height), used, rejects, table.notices)


def _roster_rows(table: RawTable, stem: str, categories: Mapping[str, str]) -> pl.DataFrame:
    """The file's rows cleaned, with the file they are from, their number, and the category as the pack calls it."""
    rows = cleaning.cleaned(table.frame.drop("id_number")).with_columns(table.frame["id_number"].fill_null(""))
    if "bank_account" in rows.columns:  # an account number without its last digits is worse than none
        account = pl.when(~pl.col("bank_account" + LOST)).then("bank_account").alias("bank_account")
        rows = rows.with_columns(account).drop("bank_account" + LOST)
    return rows.select(
        pl.lit(table.file).alias("file"),
        pl.lit(stem).alias("stem"),
        "sheet",
        "row",
        pl.int_range(1, pl.len() + 1, dtype=pl.UInt32).alias("number"),
        pl.exclude("sheet", "row", "category"),
        pl.col("category").alias("written"),
        cleaning.category(pl.col("category"), categories).alias("category"),
        cleaning.name_key(pl.col("name")).alias("name_key"),
    )


_ROSTER_FAULTS: Final = (
    Fault("id_number", "empty-id-number", _NUMBER == "", _NUMBER),
    Fault("id_number", "lost-digits", _LOST, cleaning.shortened(_NUMBER)),
    Fault("name", "empty-name", pl.col("name").is_null(), pl.lit("")),
    Fault("category", "empty-category", pl.col("written").is_null(), pl.lit("")),
    Fault(
        "category",
        "unknown-category",
        pl.col("written").is_not_null() & pl.col("category").is_null(),
        cleaning.unnumbered(pl.col("written")),
    ),
    Fault(
        "division",
        "bad-division",
        pl.col("division").str.contains(_DIVISION).fill_null(value=False).not_(),
        cleaning.unnumbered(pl.col("division")).fill_null(""),
    ),
)


def _judged(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with `person`, `flaw` and `birth`; a number that lost its digits is nobody's."""
    rows = identified(rows)
    lost = rows[LOST_ID]
    return rows.with_columns(pl.when(~lost).then("person"), pl.when(~lost).then("birth")) if lost.any() else rows


def read_register(path: Path, spec: TableSpec, *, extras: bool = False) -> RegisterTable:
    """Read one register; `extras` brings the columns the spec does not name, as evidence."""
    return register_of(read_table(path, spec, extras=extras), spec)


def register_of(table: RawTable, spec: TableSpec) -> RegisterTable:
    """A register already read as text."""
    readable = pl.col("person").is_not_null()
    parts = [_judged(part) for part in table.frame.iter_slices(_SLICE)] or [_judged(table.frame)]
    unreadable = pl.concat([part.filter(~readable) for part in parts])
    rejects = pl.concat([rejected(unreadable, _REGISTER_FAULTS, table.file), not_people(table)])
    unsaid = ["id_number", LOST_ID, "flaw", "birth", *(["sheet"] if table.frame["sheet"].n_unique() < 2 else [])]
    used = pl.concat([part.filter(readable).drop(unsaid) for part in parts])
    source = _source(spec.role, table, used.height, rejects.height)
    return RegisterTable(source, used, _doubts(unreadable), rejects, table.notices)


_REGISTER_FAULTS: Final = (
    Fault("id_number", "empty-id-number", _NUMBER == "", _NUMBER),
    Fault("id_number", "lost-digits", _LOST, cleaning.shortened(_NUMBER)),
    Fault(
        "id_number",
        "malformed-id-number",
        ~_LOST & (_NUMBER != "") & pl.col("flaw").is_not_null(),
        cleaning.shortened(_NUMBER),
    ),
)


def _doubts(unreadable: pl.DataFrame) -> pl.DataFrame:
    """Whose membership unreadable rows leave open: the name they bear, and the household they stand in."""
    absent = [
        pl.lit(None, pl.String).alias(name) for name in ("name", "household_id") if name not in unreadable.columns
    ]
    return unreadable.with_columns(absent).select(
        cleaning.name_key(pl.col("name")).alias("name_key"), cleaning.trimmed(pl.col("household_id"))
    )


def _source(role: str, table: RawTable, used: int, rejects: int) -> Source:
    return Source(role, table.file, table.sha256, table.as_of, used + rejects, used, rejects)
