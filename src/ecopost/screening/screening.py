"""One screening from the departments' files to findings: read, cut down, decide, say on what grounds."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl

from ecopost.foundation.refusals import Message, Refusal
from ecopost.policy.kinds import GradeNotIn, NoOtherCategory, NotInRegister, SameDivision, ValidIdNumber
from ecopost.policy.loading import LoadedPack
from ecopost.policy.model import Overlay, Pack
from ecopost.policy.values import Text
from ecopost.screening.candidates import split
from ecopost.screening.decisions import decide, variants
from ecopost.screening.engines import Engine
from ecopost.screening.evidence import Ground
from ecopost.screening.findings import all_findings, results, unusable_findings
from ecopost.screening.registers import cut
from ecopost.workbooks.people import RegisterTable, Roster, read_register, read_roster
from ecopost.workbooks.specs import ColumnSpec, TableSpec, register_spec

Tell = Callable[[Message], None]


def silent(message: Message) -> None:
    """Say nothing of the progress."""


_ROWS_AS_EVIDENCE = (NotInRegister, GradeNotIn, NoOtherCategory, SameDivision)


@dataclass(frozen=True)
class Screening:
    """What came out: `verdicts` (candidate_id, outcome) and `findings` (FINDING_COLUMNS), both in contract order."""

    loaded: LoadedPack
    year: int
    roster: Roster
    tables: Mapping[str, RegisterTable]
    verdicts: pl.DataFrame
    findings: pl.DataFrame


def screen(
    loaded: LoadedPack,
    year: int,
    rosters: Sequence[Path],
    registers: Mapping[str, Path],
    engine: Engine,
    *,
    tell: Tell = silent,
) -> Screening:
    """Screen the rosters against the registers (identifier → file) by the pack (A7, A13, A14).

    Refusal with the reasons of all files that cannot be read. `tell` gets progress and notices as they come.
    """
    for text, start in _not_yet_valid(loaded, year):
        title = Message("foundation.either", zh=text.zh, en=text.en)
        tell(Message("screening.other-year", title=title, start=start, year=year))
    tell(Message("screening.reading-rosters", files=len(rosters)))
    with ThreadPoolExecutor() as pool:  # the data library lets go of the interpreter while it works
        reading = pool.submit(read_roster, rosters, loaded.category_names(), roster_columns(loaded))
        tables, refused = read_registers(loaded, registers, pool, tell)
    try:
        roster = reading.result()
    except Refusal as refusal:
        raise Refusal(*refusal.messages, *refused) from refusal
    if refused:
        raise Refusal(*refused)
    for notice in (*roster.notices, *(notice for table in tables.values() for notice in table.notices)):
        tell(notice)
    tell(Message("screening.comparing", candidates=roster.candidates.height))
    case = prepared(loaded, year, roster.candidates, tables)
    # What was not kept for the candidates is not needed any more, and a region's registers are large.
    tables = {name: replace(table, rows=table.rows.clear()) for name, table in tables.items()}
    return Screening(loaded, year, roster, tables, *judged(case, engine))


def _not_yet_valid(loaded: LoadedPack, year: int) -> Iterator[tuple[Text, date]]:
    """The pack and overlays that do not hold in any part of the year."""
    stated: list[Pack | Overlay] = [loaded.pack, *(item.overlay for item in loaded.overlays)]
    for part in stated:
        end = part.valid_to.year if isinstance(part, Pack) and part.valid_to else year
        if not part.valid_from.year <= year <= end:
            yield part.title, part.valid_from


def read_registers(
    loaded: LoadedPack, files: Mapping[str, Path], pool: Executor, tell: Tell = silent
) -> tuple[dict[str, RegisterTable], list[Message]]:
    """The registers (identifier → file) read side by side, and the reasons against those that cannot be."""

    def read(name: str) -> RegisterTable:
        return read_register(files[name], register_spec_of(loaded, name), extras=_rows_are_evidence(loaded, name))

    largest_first = sorted(files, key=lambda name: files[name].exists() and -files[name].stat().st_size)
    reading = {name: pool.submit(read, name) for name in largest_first}
    tables: dict[str, RegisterTable] = {}
    refused: list[Message] = []
    for number, name in enumerate(files, start=1):
        tell(Message("screening.reading-register", number=number, of=len(files), file=files[name].name))
        try:
            tables[name] = reading[name].result()
        except Refusal as refusal:
            refused += refusal.messages
    return tables, refused


def roster_columns(loaded: LoadedPack) -> list[ColumnSpec]:
    """The roster columns the pack asks for besides those every roster has."""
    return [ColumnSpec(item.id, (item.name.zh, *item.aliases), item.required) for item in loaded.pack.roster_columns]


def register_spec_of(loaded: LoadedPack, register_id: str) -> TableSpec:
    """The columns of one of the pack's registers; those nobody reads or shows are recognised only."""
    register = next(item for item in loaded.registers if item.id == register_id)
    if _rows_are_evidence(loaded, register_id):
        return register_spec(register_id, register.required, register.optional)
    read = {column for item in variants(loaded) for name, column in item.rule.columns.items() if name == register_id}
    read |= {"name", "household_size"}
    unread = tuple(name for name in register.optional if name not in read)
    return replace(register_spec(register_id, register.required, register.optional), unread=unread)


def _rows_are_evidence(loaded: LoadedPack, register_id: str) -> bool:
    """Whether some rule shows this register's rows as its evidence, so that their further columns have to be read."""
    rules = (variant.rule for variant in variants(loaded))
    return any(isinstance(rule, _ROWS_AS_EVIDENCE) and rule.register_id == register_id for rule in rules)


@dataclass(frozen=True)
class Case:
    """Candidates who can be judged, those whose ID number is unusable, and what the registers say about them."""

    loaded: LoadedPack
    usable: pl.DataFrame
    unusable: pl.DataFrame
    ground: Ground


def prepared(loaded: LoadedPack, year: int, roster: pl.DataFrame, tables: Mapping[str, RegisterTable]) -> Case:
    """Everything the rules need, cut down to the candidates. A register without a table was not supplied."""
    usable, unusable = split(roster, year)
    rules = [item.rule for item in variants(loaded) if not isinstance(item.rule, ValidIdNumber)]
    supplied = cut(tables, usable, rules, loaded.category_names())
    named = dict.fromkeys(name for rule in rules for name in rule.registers)
    return Case(loaded, usable, unusable, Ground(usable, {name: supplied.get(name) for name in named}, year))


def judged(case: Case, engine: Engine) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`verdicts` and `findings` of the candidates."""
    stated = variants(case.loaded)
    comparing = [item for item in stated if not isinstance(item.rule, ValidIdNumber)]
    decisions = decide(case.usable, case.ground.registers, case.ground.year, comparing, engine)
    findings = all_findings(case.usable, decisions, comparing, case.ground)
    return results([case.usable, case.unusable], [findings, unusable_findings(case.unusable, stated, case.ground)])
