"""Registers as the rules need them: only rows that can matter for a candidate, their values read once.

What a row says is kept in two forms: as text for the evidence, and as `grade`, `category_id`, `members`… for the rules,
null wherever the text cannot be read (contract: "Not knowing").
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

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
    "row": pl.Int64,
    "name_key": pl.String,
    "grade": pl.Int64,
    "category_id": pl.String,
    "household_id": pl.String,
    "members": pl.Int64,
    "division": pl.String,
}


@dataclass(frozen=True)
class Register:
    """One supplied register, cut down to what can matter for the candidates."""

    id: str
    source: Source
    rows: pl.DataFrame  # READ_COLUMNS, `order` in the file, and `text:<column>`: what the row says in its own words
    unreadable: pl.DataFrame  # name_key, household_id of rows whose ID number cannot be read


def cut(
    tables: Mapping[str, RegisterTable], people: pl.Series, rules: Sequence[Rule], categories: Mapping[str, str]
) -> dict[str, Register]:
    """The supplied registers reduced to the rows of `people` (their `person` keys).

    Who holds a post beside the candidates, and who else lives in a household whose size is not written down,
    is kept too where a household cap has to count them (A14.4). `categories`: accepted spelling → identifier.
    """
    caps = [rule for rule in rules if isinstance(rule, HouseholdCap)]
    holders = [tables[rule.holders].rows["person"] for rule in caps if rule.holders in tables]
    wanted = pl.concat([people, *holders]).unique().rename("person").to_frame()
    plans = {}
    for name, table in tables.items():
        everyone = table.rows.lazy().with_row_index("order")
        rows = everyone.join(wanted.lazy(), on="person", how="semi")
        if any(rule.households == name for rule in caps):
            rows = _with_whole_households(rows, everyone, people)
        plans[name] = _read(rows, table.rows.columns, categories)
    frames = zip(plans, pl.collect_all(plans.values()), strict=True)
    return {name: Register(name, tables[name].source, rows, tables[name].unreadable) for name, rows in frames}


def _with_whole_households(rows: pl.LazyFrame, everyone: pl.LazyFrame, people: pl.Series) -> pl.LazyFrame:
    """Add everybody of the households that have to be counted because a candidate's row does not say their size."""
    near = rows.collect()
    home = trimmed(pl.col("household_id"))
    own = near.filter(pl.col("person").is_in(people.implode())).with_columns(home=home)
    homes = own.filter(_members(own.columns).is_null(), pl.col("home").is_not_null()).select("home").unique()
    if homes.is_empty():
        return near.lazy()
    others = everyone.join(near.lazy().select("person"), on="person", how="anti").with_columns(home=home)
    return pl.concat([near.lazy(), others.join(homes.lazy(), on="home", how="semi").drop("home")])


def _read(rows: pl.LazyFrame, columns: Sequence[str], categories: Mapping[str, str]) -> pl.LazyFrame:
    """Read the values rules compare; a column the register lacks is null for everybody."""
    meanings = {
        "person": pl.col("person"),
        "row": pl.col("row"),
        "name_key": _of(columns, "name", name_key),
        "grade": _of(columns, "grade", lambda text: text.replace_strict(GRADES, default=None)),
        "category_id": _of(columns, "category", lambda text: category(text, categories)),
        "household_id": _of(columns, "household_id"),
        "members": _members(columns),
        "division": _of(columns, "division"),
    }
    texts = [name for name in columns if name not in ("person", "row", "sheet")]
    return rows.with_columns(trimmed(pl.col(texts))).select(
        "order",
        *(meaning.cast(READ_COLUMNS[name]).alias(name) for name, meaning in meanings.items()),
        *(pl.col(name).alias(f"text:{name.removeprefix('extra:')}") for name in texts),
    )


def _of(columns: Sequence[str], name: str, meaning: Callable[[pl.Expr], pl.Expr] = lambda text: text) -> pl.Expr:
    return meaning(pl.col(name)) if name in columns else pl.lit(None, pl.String)


def _members(columns: Sequence[str]) -> pl.Expr:
    """The household's size, null unless it is a whole number of 1 or more."""
    size = _of(columns, "household_size", trimmed)
    return pl.when(size.str.contains(r"^0*[1-9][0-9]{0,8}$")).then(size.cast(pl.Int64, strict=False))
