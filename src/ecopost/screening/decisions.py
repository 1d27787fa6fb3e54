"""All rules over all candidates on one engine: for every rule true, false or unknown, and what leaves it open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

import narwhals as nw
import polars as pl

from ecopost.policy.kinds import Rule
from ecopost.policy.loading import LoadedPack
from ecopost.policy.model import Overlay
from ecopost.screening.engines import Engine
from ecopost.screening.facts import NO, YES, Facts, RegisterFrames
from ecopost.screening.kinds import judge
from ecopost.screening.registers import READ_COLUMNS, Register


@dataclass(frozen=True)
class Variant:
    """A rule as the pack or one overlay states it, and how its columns in the decisions are called."""

    rule: Rule
    overlay: Overlay | None
    index: int

    @property
    def truth(self) -> str:
        """The column that is true, false or null for each candidate."""
        return f"truth_{self.index}"

    def unknown(self, register: str) -> str:
        """The column that is true where this register leaves the rule open."""
        return f"unknown_{self.index}_{register}"


def variants(loaded: LoadedPack) -> list[Variant]:
    """Every statement of every rule: the pack's own first, then the overlays'."""
    stated: list[tuple[Rule, Overlay | None]] = [(rule, None) for rule in loaded.pack.rules]
    stated += [(rule, item.overlay) for item in loaded.overlays for rule in item.overlay.rules]
    return [Variant(rule, overlay, index) for index, (rule, overlay) in enumerate(stated)]


def decide(
    candidates: pl.DataFrame,
    registers: Mapping[str, Register | None],
    year: int,
    judged: Sequence[Variant],
    engine: Engine,
) -> pl.DataFrame:
    """One row per candidate: `c`, and for each variant its `truth` and its `unknown` columns (Boolean).

    `candidates`: `c, person, name_key, birth, category, division` and the roster columns rules count by.
    `registers`: every register a rule names; None where it was not supplied.
    """
    by = sorted(
        {variant.rule.column for variant in judged if variant.rule.kind == "at_most_per"} - {"division", "category"}
    )
    needed = candidates.select("c", "person", "name_key", "birth", "category", "division", *by)
    frames = {name: _frames(register, engine) if register else None for name, register in registers.items()}
    facts = Facts(engine.lift(needed), frames, year)
    columns: list[nw.Expr] = []
    for variant in judged:
        judgement = judge(variant.rule, facts, str(variant.index))
        truth = judgement.truth if variant.overlay is None else in_scope(variant.overlay) & judgement.truth
        columns.append(truth.alias(variant.truth))
        columns += [
            nw.coalesce(expression, NO).alias(variant.unknown(name)) for name, expression in judgement.unknown.items()
        ]
    return engine.collect(facts.frame.select("c", *columns)).sort("c")


def _frames(register: Register, engine: Engine) -> RegisterFrames:
    return RegisterFrames(
        engine.lift(register.rows[list(READ_COLUMNS)]),
        engine.lift(register.unreadable),
        engine.lift(register.homes) if register.homes is not None else None,
        silent=register.rows.is_empty() and register.unreadable.is_empty(),
    )


def in_scope(overlay: Overlay) -> nw.Expr:
    """Whether the overlay holds for the candidate; null where the roster's division code is too short to tell."""
    scope = YES
    if overlay.categories:
        scope = scope & nw.col("category").is_in(overlay.categories)
    if overlay.divisions:
        scope = scope & reduce(or_, (_within(division) for division in overlay.divisions))
    return scope


def _within(division: str) -> nw.Expr:
    shorter = [division[:digits] for digits in (6, 9) if digits < len(division)]
    code = nw.col("division")
    undecided = nw.when(code.is_in(shorter)).then(nw.lit(None, nw.Boolean)) if shorter else None
    inside = code.str.starts_with(division)
    return inside if undecided is None else undecided.otherwise(inside)
