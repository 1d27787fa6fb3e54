"""The very values that decided a finding, as one JSON object: sorted keys, no spaces, not ASCII-escaped (contract).

Built after the decision and for findings only, so that a region's hundred thousands of clean candidates cost nothing.
ID numbers and bank accounts in a register's own columns are masked; the row's ID number itself is left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import singledispatch

import narwhals as nw
import polars as pl

from ecopost.foundation.id_numbers import unnumbered as unnumbered_text
from ecopost.policy import kinds
from ecopost.policy.kinds import Rule
from ecopost.screening.facts import SPEAKS
from ecopost.screening.households import household_rows
from ecopost.screening.kinds import age_on_new_year
from ecopost.screening.registers import Register
from ecopost.workbooks.cleaning import masked, trimmed, unnumbered

LONGEST_LIST = 20  # copies or housemates named in one finding; the count beside them is always complete


@dataclass(frozen=True)
class Ground:
    """What evidence is drawn from: the candidates who could be judged, the registers, the year."""

    candidates: pl.DataFrame
    registers: Mapping[str, Register | None]
    year: int


def found_evidence(rule: Rule, found: pl.DataFrame, ground: Ground, overlay: str | None) -> pl.DataFrame:
    """`c, evidence` for the candidates in whom `rule` found something."""
    values = grounds(rule, found, ground)
    if overlay is not None:
        values = values.with_columns(overlay=pl.lit(overlay))
    if rule.registers:
        values = values.with_columns(sources=_sources(rule.registers, ground.registers))
    return _as_json(values)


def unknown_evidence(
    rule: Rule, unchecked: pl.DataFrame, ground: Ground, unknown: Mapping[str, pl.Expr]
) -> pl.DataFrame:
    """`c, evidence` for the candidates for whom `rule` is open: why, register by register, and the unread rows."""
    supplied = {name for name in unknown if ground.registers[name] is not None}
    values = unchecked.select("c", "person")
    if unknown:
        values = unchecked.select("c", "person", unknown=_reasons(unknown, supplied))
    for name in unknown:
        if name in supplied and name in rule.columns:
            rows = _rows(name, unchecked, ground)
            values = values.join(rows, on="person", how="left").with_columns(pl.col("rows").fill_null([]))
    if supplied:
        values = values.with_columns(sources=_sources(tuple(supplied), ground.registers))
    return _as_json(values.drop("person"))


def _reasons(unknown: Mapping[str, pl.Expr], supplied: set[str]) -> pl.Expr:
    """The registers that leave a rule open for each candidate, each with why, in the rule's order."""
    reasons = []
    for name, here in unknown.items():
        why = pl.lit("unreadable" if name in supplied else "not-supplied").alias("reason")
        reasons.append(pl.when(here).then(pl.struct(why, pl.lit(name).alias("register"))))
    return pl.concat_list(reasons).list.drop_nulls()


def _as_json(values: pl.DataFrame) -> pl.DataFrame:
    keys = sorted(name for name in values.columns if name != "c")
    return values.select("c", evidence=pl.struct(keys).struct.json_encode() if keys else pl.lit("{}"))


def _sources(names: tuple[str, ...], registers: Mapping[str, Register | None]) -> pl.Expr:
    """Which hand-overs were looked into: SHA-256 of each file, and its date if the file itself names one."""
    parts = []
    for name in sorted(names):
        if register := registers[name]:
            marks = {"date": register.source.as_of, "sha256": register.source.sha256}
            parts.append(pl.struct(pl.lit(value).alias(key) for key, value in marks.items() if value).alias(name))
    return pl.struct(parts)


def _rows(register_id: str, found: pl.DataFrame, ground: Ground) -> pl.DataFrame:
    """`person, rows`: what the register's rows for these people say, in file order, their ID number left out."""
    register = ground.registers[register_id]
    if register is None:
        raise KeyError(register_id)
    texts = [name for name in register.rows.columns if name.startswith("text:")]
    values = {_key(name): unnumbered(trimmed(pl.col(name))) for name in texts} | {"row": pl.col("row")}
    if register.rows["sheet"].n_unique() > 1:
        values["sheet"] = pl.col("sheet")
    rows = register.rows.join(found.select("person"), on="person", how="semi").sort("order")
    row = pl.struct(value.alias(name) for name, value in sorted(values.items()))
    return rows.group_by("person").agg(row.alias("rows"))


def _key(column: str) -> str:
    """How evidence calls a register's column; `row` and `sheet` say where in the file the row stands."""
    name = unnumbered_text(column.removeprefix("text:"))
    return f"{name}_" if name in ("row", "sheet") else name


@singledispatch
def grounds(rule: kinds.BaseRule, found: pl.DataFrame, ground: Ground) -> pl.DataFrame:
    """`c` and one column per key of the evidence, for one kind of rule."""
    return found.select("c")  # nothing but the registers looked into: in none of them is a fact without values


@grounds.register
def _(rule: kinds.ValidIdNumber, found: pl.DataFrame, ground: Ground) -> pl.DataFrame:
    return found.select("c", "problem", id_number=masked(pl.col("id_number"), pl.col("flaw")))


@grounds.register
def _(rule: kinds.AgeBetween, found: pl.DataFrame, ground: Ground) -> pl.DataFrame:
    age = nw.from_native(found.select("c", "birth")).with_columns(age=age_on_new_year(ground.year)).to_native()
    return age.select(
        "c",
        "age",
        birth_date=pl.col("birth").dt.to_string("%Y-%m-%d"),
        minimum=pl.lit(rule.minimum),
        maximum=pl.lit(rule.maximum),
        on=pl.lit(date(ground.year, 1, 1).isoformat()),
    )


@grounds.register
def _(rule: kinds.NotInRegister, found: pl.DataFrame, ground: Ground) -> pl.DataFrame:
    return _with_rows(rule, found, ground).select("c", "rows")


@grounds.register
def _(rule: kinds.GradeNotIn, found: pl.DataFrame, ground: Ground) -> pl.DataFrame:
    return _with_rows(rule, found, ground).select("c", "rows", grades=pl.lit(list(rule.grades)))


@grounds.register
def _(rule: kinds.NoOtherCategory, found: pl.DataFrame, ground: Ground) -> pl.DataFrame:
    return _with_rows(rule, found, ground).select("c", "rows", "category")


@grounds.register
def _(rule: kinds.NameInRegister, found: pl.DataFrame, ground: Ground) -> pl.DataFrame:
    names = pl.col("rows").list.eval(pl.element().struct.field("name"))
    return _with_rows(rule, found, ground).select("c", unnumbered(pl.col("name")), names=names)


@grounds.register
def _(rule: kinds.SameDivision, found: pl.DataFrame, ground: Ground) -> pl.DataFrame:
    return _with_rows(rule, found, ground).select("c", "rows", "division", digits=pl.lit(rule.digits))


def _with_rows(rule: kinds.OneRegisterRule, found: pl.DataFrame, ground: Ground) -> pl.DataFrame:
    return found.join(_rows(rule.register_id, found, ground), on="person", how="left")


@grounds.register
def _(rule: kinds.ListedOnce, found: pl.DataFrame, ground: Ground) -> pl.DataFrame:
    listed = ground.candidates.join(found.select("person"), on="person", how="semi").sort("candidate_id")
    copies = listed.group_by("person").agg(copies=pl.len(), all=pl.col("candidate_id").head(LONGEST_LIST + 1))
    others = pl.col("all").list.set_difference(pl.concat_list("candidate_id")).list.sort().list.head(LONGEST_LIST)
    return found.join(copies, on="person", how="left").select("c", "copies", **{"with": others})


@grounds.register
def _(rule: kinds.AtMostPer, found: pl.DataFrame, ground: Ground) -> pl.DataFrame:
    people = ground.candidates.group_by(rule.column).agg(people=pl.col("person").n_unique())
    counted = found.join(people, on=rule.column, how="left")
    return counted.select(
        "c", "people", value=unnumbered(pl.col(rule.column)), column=pl.lit(rule.column), at_most=pl.lit(rule.at_most)
    )


@grounds.register
def _(rule: kinds.HouseholdCap, found: pl.DataFrame, ground: Ground) -> pl.DataFrame:
    households = ground.registers[rule.households]
    if households is None or households.homes is None:
        raise KeyError(rule.households)
    theirs = households.homes.join(found, on="person", how="semi").select("household_id").unique()
    near = households.homes.join(theirs, on="household_id", how="semi")
    frames = (ground.candidates, near, households.unreadable)
    seekers, homes, unread = (nw.from_native(frame.lazy()) for frame in frames)
    details = household_rows(rule, seekers, homes, unread).to_native().filter(score=SPEAKS).collect()
    details = details.sort("household_id").unique("person", keep="first", maintain_order=True)
    living = near.join(details, on="household_id", how="semi").select("household_id", "person").unique()
    seeking = ground.candidates.select("person", "candidate_id").join(living, on="person").sort("candidate_id")
    named = seeking.group_by("household_id").agg(candidates=pl.col("candidate_id").head(LONGEST_LIST))
    told = details.select("person", "household_id", "members", "holders", "cap")
    told = told.join(named, on="household_id", how="left")
    told = found.select("c", "person").join(told, on="person", how="left").drop("person")
    return told.with_columns(unnumbered(pl.col("household_id")))  # often the householder's own ID number
