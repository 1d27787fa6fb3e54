"""Proves that an overlay tightens a pack and never loosens it (A14, last paragraph), rule kind by rule kind."""

import json
from collections.abc import Iterator, Sequence
from itertools import chain

from ecopost.foundation.refusals import Message
from ecopost.foundation.text import without_space
from ecopost.policy.consistency import (
    names_used_twice,
    parts_of,
    register_spellings,
    surplus_registers,
    unknown_citations,
    unknown_departments,
    unusable_rules,
)
from ecopost.policy.kinds import Rule, ValidIdNumber
from ecopost.policy.model import Overlay, Pack
from ecopost.policy.values import Problem


def prove(pack: Pack, overlay: Overlay, earlier: Sequence[Overlay] = ()) -> list[Problem]:
    """Everything that forbids the overlay on this pack, each with its place in the overlay; empty where it may stand.

    An overlay rule that bears the identifier of a pack rule must be of its kind and at least as strict in every
    parameter; any other rule may be added, but for a second test of ID numbers, whose finding silences all others.
    Registers may be added, not redefined. `earlier` are overlays used together with this one: each is proved against
    the pack alone, so none may share a new rule or a new register with another.
    """
    if overlay.tightens != pack.id:
        return [(("tightens",), Message("policy.other-pack", tightens=overlay.tightens, pack=pack.id))]
    return list(
        chain(
            _scope_problems(pack, overlay),
            _register_problems(pack, overlay),
            _rule_problems(pack, overlay),
            _clashes(pack, overlay, earlier),
            surplus_registers(overlay.registers, len(pack.registers) + sum(len(other.registers) for other in earlier)),
        )
    )


def _scope_problems(pack: Pack, overlay: Overlay) -> Iterator[Problem]:
    known = [category.id for category in pack.categories]
    listed = Message("foundation.either", zh="、".join(known), en=", ".join(known))
    for number, name in enumerate(overlay.categories):
        if name not in known:
            yield ("categories", number), Message("policy.unknown-category", category=name, known=listed)
    if overlay.valid_from < pack.valid_from or (pack.valid_to and overlay.valid_from > pack.valid_to):
        message = Message("policy.overlay-outside-validity", day=overlay.valid_from, start=pack.valid_from)
        yield ("valid_from",), message


def _register_problems(pack: Pack, overlay: Overlay) -> Iterator[Problem]:
    taken = {without_space(name): names[0] for names in register_spellings(pack.registers) for name in names}
    for number, register in enumerate(overlay.registers):
        if register.id in taken.values():
            yield ("registers", number, "id"), Message("policy.register-redefined", register=register.id)
    yield from names_used_twice("registers", register_spellings(overlay.registers), taken)
    yield from unknown_departments("registers", overlay.registers, pack.department_ids)


def _rule_problems(pack: Pack, overlay: Overlay) -> Iterator[Problem]:
    registers = {register.id: register for register in (*overlay.registers, *pack.registers)}
    yield from unusable_rules(overlay.rules, registers, pack.countable_columns)
    yield from unknown_citations(parts_of(overlay), {article.id for article in pack.articles})
    of_pack = {rule.id: rule for rule in pack.rules}
    for number, rule in enumerate(overlay.rules):
        if base := of_pack.get(rule.id):
            yield from _loosenings(number, rule, base)
        elif isinstance(rule, ValidIdNumber):
            yield ("rules", number, "kind"), Message("policy.silencing-rule", rule=rule.id)


def _loosenings(number: int, rule: Rule, base: Rule) -> Iterator[Problem]:
    looser = rule.loosenings(base) if rule.kind == base.kind else ["kind"]
    for name in looser:
        message = Message(
            "policy.looser", rule=rule.id, parameter=name, base=_written(base, name), overlay=_written(rule, name)
        )
        yield ("rules", number, name), message


def _written(rule: Rule, parameter: str) -> str:
    """A parameter's value for people to read: texts bare, lists and tables as JSON."""
    value = rule.model_dump(mode="json", by_alias=True, exclude_none=True)[parameter]
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _clashes(pack: Pack, overlay: Overlay, earlier: Sequence[Overlay]) -> Iterator[Problem]:
    of_pack = {rule.id for rule in pack.rules}
    for other in earlier:
        if overlay.id == other.id:
            yield ("id",), Message("policy.overlay-twice", overlay=overlay.id)
            continue
        theirs = {rule.id for rule in other.rules} - of_pack
        for number, rule in enumerate(overlay.rules):
            if rule.id in theirs:
                yield ("rules", number, "id"), Message("policy.rule-of-other-overlay", rule=rule.id, overlay=other.id)
        taken = {without_space(name): other.id for names in register_spellings(other.registers) for name in names}
        for place, problem in names_used_twice("registers", register_spellings(overlay.registers), taken):
            name = problem.params["name"]
            yield place, Message("policy.register-of-other-overlay", name=name, overlay=other.id)
