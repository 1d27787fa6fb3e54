"""Registers as the rules need them: only rows that can matter for a candidate, their values read once.

What a row says is kept in two forms: as typed for the evidence, and as `grade`, `category_id`, `members`… for the rules
that ask for it, null wherever the text cannot be read (contract: "Not knowing").
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from ecopost.policy.kinds import HouseholdCap, Rule
from ecopost.workbooks.cleaning import category, name_key, trimmed
from ecopost.workbooks.people import RegisterTable, Source

GRADES: Mapping[str, int] = {
    text: grade
    for grade, texts in enumerate(
        (("1", "一级", "壹级"), ("2", "二级", "贰级"), ("3", "三级", "叁级"), ("4", "四级", "肆级")), start=1
    )
    for text in texts
}

# Columns the engine sees; whatever else a row holds is evidence only.
READ_COLUMNS = {
    "person": pl.Int64,
    "name_key": pl.String,
    "grade": pl.Int64,
    "category_id": pl.String,
    "household_id": pl.String,
    "members": pl.Int64,
    "division": pl.String,
}


@dataclass(frozen=True)
class Register:
    """One supplied register, cut down to what can matter for the candidates.

    `rows`: the candidates' own: READ_COLUMNS, `order` in the file, `sheet`, `row`, and what the row says as typed
    under `text:<column>`.
    `unreadable`: name_key, household_id of the rows whose ID number cannot be read.
    `homes`: person, household_id, members and `in_<register>` (whether the person stands in the cap's register of
    holders) of all rows of the households a household cap may hold for, and of the candidates it may hold for; None
    where no cap looks into this register.
    """

    id: str
    source: Source
    rows: pl.DataFrame
    unreadable: pl.DataFrame
    homes: pl.DataFrame | None = None


def cut(
    tables: Mapping[str, RegisterTable], candidates: pl.DataFrame, rules: Sequence[Rule], categories: Mapping[str, str]
) -> dict[str, Register]:
    """The supplied registers reduced to what matters for `candidates`. `categories`: accepted spelling → identifier."""
    people = candidates.select("person").unique().lazy()
    plans = []
    for name, table in tables.items():
        needed = {rule.columns[name] for rule in rules if name in rule.columns}
        rows = table.rows.lazy().with_row_index("order").join(people, on="person", how="semi")
        plans.append(_read(rows, table.rows.columns, needed, categories))
    rows_of = dict(zip(tables, pl.collect_all(plans), strict=True))
    registers = {name: Register(name, table.source, rows_of[name], table.unreadable) for name, table in tables.items()}
    for name in {rule.households for rule in rules if isinstance(rule, HouseholdCap)} & set(tables):
        caps = [rule for rule in rules if isinstance(rule, HouseholdCap) and rule.households == name]
        subjects = pl.concat([_subjects(cap, registers, candidates) for cap in caps]).unique()
        registers[name] = replace(registers[name], homes=_homes(caps, tables, rows_of[name], subjects))
    return registers


def _subjects(cap: HouseholdCap, registers: Mapping[str, Register], candidates: pl.DataFrame) -> pl.DataFrame:
    """`person` of the candidates who may stand in the cap's group and are found in none that it exempts."""
    people = candidates.select("person", "name_key")
    if group := registers.get(cap.only):
        named = people.join(group.unreadable, on="name_key", how="semi")
        people = pl.concat([people.join(group.rows, on="person", how="semi"), named])
    for other in cap.unless:
        if other in registers:
            people = people.join(registers[other].rows, on="person", how="anti")
    return people.select("person")


def _homes(
    caps: Sequence[HouseholdCap], tables: Mapping[str, RegisterTable], own_rows: pl.DataFrame, subjects: pl.DataFrame
) -> pl.DataFrame:
    """Everybody in the households of `subjects`, and the rows of `subjects` that name no household."""
    own = own_rows.join(subjects, on="person", how="semi").select("person", "household_id", "members")
    households = own.select("household_id").drop_nulls().unique().lazy()
    rows = tables[caps[0].households].rows
    columns = [name for name in ("person", "household_id", "household_size") if name in rows.columns]
    living = rows.lazy().select(columns).with_columns(trimmed(pl.col("household_id")))
    living = living.join(households, on="household_id", how="semi")
    living = living.select("person", "household_id", _members(columns).alias("members"))
    everybody = pl.concat([living, own.filter(pl.col("household_id").is_null()).lazy()])
    for holders in dict.fromkeys(cap.holders for cap in caps):
        standing = (tables[holders].rows if holders in tables else rows.clear()).lazy().select("person").unique()
        flag = pl.lit(value=True).alias(f"in_{holders}")
        everybody = everybody.join(standing.with_columns(flag), on="person", how="left")
    return everybody.with_columns(pl.col(pl.Boolean).fill_null(value=False)).collect()


def _read(
    rows: pl.LazyFrame, columns: Sequence[str], needed: Collection[str], categories: Mapping[str, str]
) -> pl.LazyFrame:
    """Read the values that `needed` columns hold; what the register lacks or no rule asks for is null for everybody."""

    def read(column: str, meaning: Callable[[pl.Expr], pl.Expr]) -> pl.Expr:
        return meaning(pl.col(column)) if column in columns and column in needed else pl.lit(None)

    meanings = {
        "person": pl.col("person"),
        "name_key": read("name", name_key),
        "grade": read("grade", lambda text: trimmed(text).replace_strict(GRADES, default=None)),
        "category_id": read("category", lambda text: category(text, categories)),
        "household_id": read("household_id", trimmed),
        "members": _members(columns) if "household_id" in needed else pl.lit(None),
        "division": read("division", trimmed),
    }
    texts = [name for name in columns if name not in ("person", "row", "sheet")]
    return rows.select(
        "order",
        "row",
        pl.col("sheet") if "sheet" in columns else pl.lit(None, pl.String).alias("sheet"),
        *(meaning.cast(READ_COLUMNS[name]).alias(name) for name, meaning in meanings.items()),
        *(pl.col(name).alias(f"text:{name.removeprefix('extra:')}") for name in texts),
    )


def _members(columns: Sequence[str]) -> pl.Expr:
    """The household's size, null unless it is a whole number of 1 or more."""
    if "household_size" not in columns:
        return pl.lit(None, pl.Int64)
    size = trimmed(pl.col("household_size"))
    whole = size.cast(pl.Int64, strict=False).fill_null(2**62)  # a number beyond counting is still one
    return pl.when(size.str.contains("^0*[1-9][0-9]*$")).then(whole)
