"""Cuts a yearly standard into the instalments a pack pays (A22)."""

from collections.abc import Iterator
from dataclasses import dataclass

from ecopost.foundation.periods import MONTHS, Period, periods
from ecopost.policy.chapters import Pay, PayComponent


@dataclass(frozen=True, slots=True)
class Instalment:
    """One payment of the year: the component it belongs to and the period it is for."""

    component: PayComponent
    period: Period


def schedule(pay: Pay, year: int) -> tuple[Instalment, ...]:
    """The payments of a year: components in the pack's order, the periods of each in time order (A22)."""
    return tuple(
        Instalment(component, period) for component in pay.components for period in periods(component.period, year)
    )


def amounts(pay: Pay, standard: int) -> tuple[int, ...]:
    """What each payment of `schedule` comes to in fen for a full year, all passed; together exactly `standard` (A22).

    A component is its share of the standard rounded down, the last component what is left; a period is an equal part
    of its component rounded down, the last period what is left.
    """
    return tuple(
        part
        for component, total in zip(pay.components, _totals(pay, standard), strict=True)
        for part in _parts(total, 12 // MONTHS[component.period])
    )


def _totals(pay: Pay, standard: int) -> Iterator[int]:
    left = standard
    for component in pay.components[:-1]:
        total = standard * component.share // 100
        left -= total
        yield total
    yield left


def _parts(total: int, count: int) -> list[int]:
    part = total // count
    return [part] * (count - 1) + [total - part * (count - 1)]
