"""Works out what engagements earn in a year, exactly and without a binary float (A22, A23)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from ecopost.entitlement.schedule import Instalment, amounts, schedule
from ecopost.foundation.money import rounded_half_up
from ecopost.policy.chapters import Pay

Reason = Literal["full", "part-served", "failed", "not-assessed", "not-served", "deducted"]


@dataclass(frozen=True, slots=True)
class Engagement:
    """A person in a post from `start` to `end`, the last day served (None: still serving)."""

    engagement_id: str
    category: str
    start: date
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Assessment:
    """The result of a period. `deduction` (0..1) is the share withheld, decided where a failed period is deducted."""

    engagement_id: str
    period: str
    passed: bool
    deduction: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Entitlement:
    """What an engagement earns for one period of one component, in fen, and why."""

    engagement_id: str
    period: str
    kind: str
    amount_fen: int
    reason: Reason


def entitlements(
    pay: Pay,
    year: int,
    standards: Mapping[str, int],
    engagements: Iterable[Engagement],
    assessments: Iterable[Assessment],
) -> list[Entitlement]:
    """What every engagement earns in `year`: engagements in their order, each with the whole `schedule` (A22, A23).

    `standards` are fen per year by category; KeyError where one is missing. ValueError: two results for one period,
    or a failed period whose deduction nobody decided. Results of unknown engagements and other years change nothing.
    """
    instalments = schedule(pay, year)
    full = {category: amounts(pay, standard) for category, standard in standards.items()}
    results = _by_period(assessments)
    return [
        Entitlement(
            engagement.engagement_id,
            instalment.period.name,
            instalment.component.id,
            *_earned(instalment, amount, engagement, results.get((engagement.engagement_id, instalment.period.name))),
        )
        for engagement in engagements
        for instalment, amount in zip(instalments, full[engagement.category], strict=True)
    ]


def _by_period(assessments: Iterable[Assessment]) -> dict[tuple[str, str], Assessment]:
    results: dict[tuple[str, str], Assessment] = {}
    for result in assessments:
        if results.setdefault((result.engagement_id, result.period), result) is not result:
            raise ValueError(f"two results for {result.period}")
    return results


def _earned(
    instalment: Instalment, amount: int, engagement: Engagement, result: Assessment | None
) -> tuple[int, Reason]:
    period = instalment.period
    served = period.days_served(engagement.start, engagement.end)
    if not served:
        return 0, "not-served"
    if result is None:
        return 0, "not-assessed"
    earned = Fraction(amount * served, period.days)
    if result.passed:
        return rounded_half_up(earned), "full" if served == period.days else "part-served"
    kept = 1 - _withheld(instalment, result)
    return rounded_half_up(earned * kept), "deducted" if kept else "failed"


def _withheld(instalment: Instalment, result: Assessment) -> Fraction:
    """The share a failed period loses: all of it, or, of the performance subsidy, what was decided (A21, A22)."""
    if instalment.component.on_fail == "nothing":
        return Fraction(1)
    if result.deduction is None:
        raise ValueError(f"{result.period} failed, but no deduction was decided")
    return result.deduction
