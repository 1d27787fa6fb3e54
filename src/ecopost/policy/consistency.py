"""What must hold between the parts of a pack or an overlay: every name known, every name once."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

from ecopost.foundation.refusals import Message
from ecopost.foundation.text import without_space
from ecopost.policy.chapters import Category, Reading, Register, RosterColumn
from ecopost.policy.kinds import AtMostPer, Rule, ValidIdNumber
from ecopost.policy.values import Part, Place, Problem

MOST_REGISTERS: Final = 60  # whom each register holds is one bit of a 64-bit number
# The columns every roster has, and those the program adds while it reads and judges one.
_RESERVED: Final = """file stem sheet row number candidate_id name name_key id_number person flaw birth category
    division group phone bank_account c problem written found doubted rows people copies all outcome county"""
RESERVED_COLUMNS: Final = frozenset(_RESERVED.split())


def parts_of(whole: Part) -> list[tuple[Place, Part]]:
    """The part itself and every part inside it, each with its place."""
    return list(_parts(whole, ()))


def repeated_ids(parts: Iterable[tuple[Place, Part]]) -> Iterator[Problem]:
    """Identifiers that stand twice in one list, wherever the list stands."""
    for place, part in parts:
        for field in type(part).model_fields:
            items = getattr(part, field)
            if isinstance(items, tuple):
                seen: set[str] = set()
                for number, item in enumerate(items):
                    name = getattr(item, "id", None)
                    if name in seen:
                        yield (*place, field, number, "id"), Message("policy.id-twice", id=name)
                    seen |= {name} if name else set()


def unknown_citations(parts: Iterable[tuple[Place, Part]], articles: Collection[str]) -> Iterator[Problem]:
    """Articles that are cited but not listed among the pack's articles."""
    for place, part in parts:
        article = getattr(part, "article", None)
        if article is not None and article not in articles:
            yield (*place, "article"), Message("policy.unknown-article", article=article)


def unknown_departments(
    field: str, items: Iterable[Category | Register], departments: Collection[str]
) -> Iterator[Problem]:
    """Categories or registers that belong to a department the pack does not list."""
    for number, item in enumerate(items):
        if item.department not in departments:
            yield (field, number, "department"), Message("policy.unknown-department", department=item.department)


def unusable_rules(
    rules: Sequence[Rule], registers: Mapping[str, Register], columns: Mapping[str, bool]
) -> Iterator[Problem]:
    """Rules that need a register, a column of a register or a roster column nobody supplies.

    `columns`: the roster columns a rule may count by, each with whether every roster has it.
    """
    for number, rule in enumerate(rules):
        for problem in _needs(rule, registers, columns):
            yield ("rules", number), problem


def unresolved_readings(whole: Part, readings: Iterable[Reading]) -> Iterator[Problem]:
    """Readings that name no place of the pack (`rules.age.maximum`: items by their identifier)."""
    for number, reading in enumerate(readings):
        if not _resolves(whole, reading.parameter.split(".")):
            message = Message("policy.unknown-parameter", parameter=reading.parameter)
            yield ("readings", number, "parameter"), message


def reserved_columns(columns: Iterable[RosterColumn]) -> Iterator[Problem]:
    """Roster columns whose identifier is a name the program uses itself."""
    for number, column in enumerate(columns):
        if column.id in RESERVED_COLUMNS:
            yield ("roster_columns", number, "id"), Message("policy.reserved-roster-column", column=column.id)


def surplus_registers(registers: Sequence[Register], others: int = 0) -> Iterator[Problem]:
    """The registers beyond MOST_REGISTERS; `others` stand in the pack and in earlier overlays."""
    for number, register in enumerate(registers, start=others + 1):
        if number > MOST_REGISTERS:
            message = Message("policy.too-many-registers", register=register.id, number=number, most=MOST_REGISTERS)
            yield ("registers", number - others - 1), message


def id_number_rules(rules: Sequence[Rule]) -> Iterator[Problem]:
    """Anything but exactly one rule that tells who can be matched at all."""
    numbers = [number for number, rule in enumerate(rules) if isinstance(rule, ValidIdNumber)]
    if not numbers:
        yield ("rules",), Message("policy.no-id-number-rule")
    for number in numbers[1:]:
        yield ("rules", number), Message("policy.second-id-number-rule")


def names_used_twice(
    field: str, names: Iterable[tuple[str, ...]], taken: Mapping[str, str] | None = None
) -> Iterator[Problem]:
    """Spellings that would mean two things of one list; `taken` are spellings of another list → its identifier."""
    seen = dict(taken or {})
    for number, spellings in enumerate(names):
        owner = spellings[0]
        for spelling in spellings:
            if (other := seen.setdefault(without_space(spelling), owner)) != owner:
                yield (field, number), Message("policy.name-twice", name=spelling, other=other)


def register_spellings(registers: Iterable[Register]) -> list[tuple[str, ...]]:
    """Each register's identifier, then every other name its file may bear."""
    return [(register.id, register.name.zh, *register.aliases) for register in registers]


def category_spellings(categories: Iterable[Category]) -> list[tuple[str, ...]]:
    """Each category's identifier, then every other spelling a roster may use."""
    return [(category.id, category.name.zh, *category.synonyms) for category in categories]


def _parts(value: object, place: Place) -> Iterator[tuple[Place, Part]]:
    if isinstance(value, tuple):
        for number, item in enumerate(value):
            yield from _parts(item, (*place, number))
    elif isinstance(value, Part):
        yield place, value
        for field in type(value).model_fields:
            yield from _parts(getattr(value, field), (*place, field))


def _resolves(value: object, names: list[str]) -> bool:
    if not names:
        return True
    if isinstance(value, tuple):
        return any(getattr(item, "id", None) == names[0] and _resolves(item, names[1:]) for item in value)
    fields = type(value).model_fields if isinstance(value, Part) else {}
    by_name = {field.alias or name: name for name, field in fields.items()}
    return names[0] in by_name and _resolves(getattr(value, by_name[names[0]]), names[1:])


def _needs(rule: Rule, registers: Mapping[str, Register], columns: Mapping[str, bool]) -> Iterator[Message]:
    for name in rule.registers:
        if name not in registers:
            yield Message("policy.unknown-register", rule=rule.id, register=name)
    if isinstance(rule, AtMostPer) and rule.column not in columns:
        yield Message("policy.unknown-roster-column", rule=rule.id, column=rule.column)
    elif isinstance(rule, AtMostPer) and not columns[rule.column]:
        yield Message("policy.optional-roster-column", rule=rule.id, column=rule.column)
    for name, column in rule.columns.items():
        if name in registers and column not in (*registers[name].required, *registers[name].optional):
            yield Message("policy.register-lacks-column", rule=rule.id, register=name, column=column)
