"""From decisions to findings and verdicts: one finding per candidate and rule, the worst of them the outcome."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby

import narwhals as nw
import polars as pl

from ecopost.policy.kinds import ValidIdNumber
from ecopost.screening.decisions import Variant, in_scope
from ecopost.screening.evidence import Ground, found_evidence, unknown_evidence
from ecopost.screening.facts import YES

# Outcomes from the worst; a finding's effect brings about the outcome beside it.
OUTCOMES = ("ineligible", "review", "unchecked", "eligible")
OUTCOME_OF = {"exclude": "ineligible", "review": "review", "unchecked": "unchecked"}
NO_FINDINGS = pl.DataFrame(
    schema={"c": pl.Int64} | dict.fromkeys(("rule", "effect", "article", "register", "evidence"), pl.String)
)
FINDING_COLUMNS = ("candidate_id", "rule", "effect", "article", "register", "evidence")


def unusable_findings(unusable: pl.DataFrame, judged: Sequence[Variant], ground: Ground) -> pl.DataFrame:
    """The single finding of each candidate whose ID number cannot be used (columns `c` and FINDING_COLUMNS[1:])."""
    own = [variant for variant in judged if isinstance(variant.rule, ValidIdNumber)]
    truths = {item.truth: in_scope(item.overlay) if item.overlay else YES for item in own}
    return rule_findings(own, nw.from_native(unusable).with_columns(**truths).to_native(), ground)


def all_findings(
    candidates: pl.DataFrame, decisions: pl.DataFrame, judged: Sequence[Variant], ground: Ground
) -> pl.DataFrame:
    """The findings of all rules on the candidates that could be judged (columns `c` and FINDING_COLUMNS[1:])."""
    decided = candidates.join(decisions, on="c", how="left", maintain_order="left")
    by_rule = sorted(judged, key=lambda variant: variant.rule.id)
    rules = [list(same) for _, same in groupby(by_rule, key=lambda item: item.rule.id)]
    with ThreadPoolExecutor() as pool:
        return pl.concat(pool.map(lambda stated: rule_findings(stated, decided, ground), rules))


def rule_findings(stated: Sequence[Variant], decided: pl.DataFrame, ground: Ground) -> pl.DataFrame:
    """One rule's findings: the severest statement that holds; where none does but one is open, unchecked."""
    parts, earlier = [NO_FINDINGS], pl.lit(False)  # noqa: FBT003  (a value, not a switch)
    for variant in sorted(stated, key=lambda item: (item.rule.effect != "exclude", item.index)):
        if decided[variant.truth].any():
            holds = pl.col(variant.truth).fill_null(False)  # noqa: FBT003
            parts.append(_found(variant, decided.filter(holds & ~earlier), ground))
            earlier = earlier | holds
    if any(decided[variant.truth].null_count() for variant in stated):
        is_open = pl.any_horizontal(pl.col(variant.truth).is_null() for variant in stated)
        parts.append(_unchecked(stated, decided.filter(is_open & ~earlier), ground))
    return pl.concat(parts)


def _found(variant: Variant, found: pl.DataFrame, ground: Ground) -> pl.DataFrame:
    evidence = found_evidence(variant.rule, found, ground, variant.overlay.id if variant.overlay else None)
    registers = pl.lit(";".join(variant.rule.registers) or None, pl.String)
    return _finding(variant, variant.rule.effect, found.select("c", register=registers), evidence)


def _unchecked(stated: Sequence[Variant], unchecked: pl.DataFrame, ground: Ground) -> pl.DataFrame:
    unknown: dict[str, pl.Expr] = {}
    for variant in stated:
        for name in variant.rule.registers:
            if variant.unknown(name) in unchecked.columns:
                here = pl.col(variant.truth).is_null() & pl.col(variant.unknown(name))
                unknown[name] = unknown[name] | here if name in unknown else here
    evidence = unknown_evidence(stated[0].rule, unchecked, ground, unknown)
    return _finding(stated[0], "unchecked", unchecked.select("c", register=_joined(unknown)), evidence)


def _joined(unknown: Mapping[str, pl.Expr]) -> pl.Expr:
    """The names of the registers that leave the rule open, in the rule's order; null for none."""
    if not unknown:
        return pl.lit(None, pl.String)
    names = pl.concat_str(
        (pl.when(here).then(pl.lit(name)) for name, here in unknown.items()), separator=";", ignore_nulls=True
    )
    return pl.when(names != "").then(names)


def _finding(variant: Variant, effect: str, found: pl.DataFrame, evidence: pl.DataFrame) -> pl.DataFrame:
    return found.join(evidence, on="c", how="left").select(
        "c",
        pl.lit(variant.rule.id).alias("rule"),
        pl.lit(effect).alias("effect"),
        pl.lit(variant.rule.article).alias("article"),
        pl.col("register").cast(pl.String),
        pl.col("evidence").cast(pl.String),
    )


def results(candidates: Sequence[pl.DataFrame], findings: Sequence[pl.DataFrame]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`verdicts` (candidate_id, outcome: the worst of the findings) and `findings` (FINDING_COLUMNS).

    Both by candidate_id, code point by code point; a candidate's findings keep the order of `findings`, by rule.
    """
    ordered = pl.concat([frame.select("c", "candidate_id") for frame in candidates]).sort("candidate_id")
    found = pl.concat(findings)
    severity = pl.col("effect").replace_strict(
        {effect: OUTCOMES.index(outcome) for effect, outcome in OUTCOME_OF.items()}, return_dtype=pl.UInt8
    )
    worst = found.group_by("c").agg(severity.min().alias("worst"))
    outcome = pl.col("worst").replace_strict(dict(enumerate(OUTCOMES)), default="eligible", return_dtype=pl.String)
    verdicts = ordered.join(worst, on="c", how="left", maintain_order="left").select("candidate_id", outcome=outcome)
    placed = found.join(ordered.with_row_index("place"), on="c", how="left", maintain_order="left").drop("c")
    return verdicts, placed.sort("place", maintain_order=True).select(FINDING_COLUMNS)
