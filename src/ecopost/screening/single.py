"""A few people at a counter: judged by the same expressions as a region, from values instead of files."""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from ecopost.foundation.refusals import Message, Refusal, UsageError
from ecopost.policy.loading import LoadedPack
from ecopost.screening.engines import polars_engine
from ecopost.screening.screening import judged, prepared, register_spec_of, roster_columns
from ecopost.workbooks.given import table_of_rows
from ecopost.workbooks.people import RegisterTable, register_of, roster_of
from ecopost.workbooks.specs import TableSpec, roster_spec

Row = Mapping[str, str]
Registers = Mapping[str, RegisterTable | Sequence[Row] | None]


def screen_one(loaded: LoadedPack, year: int, person: Row, registers: Registers) -> dict[str, Any]:
    """`outcome` and `findings` of one person (A7, A13, A14); see `screen_people`."""
    return screen_people(loaded, year, [person], registers)[0]


def screen_people(loaded: LoadedPack, year: int, people: Sequence[Row], registers: Registers) -> list[dict[str, Any]]:
    """What each of `people` comes to, in their order: `candidate_id`, `outcome`, `findings` with parsed evidence.

    `people` and register rows are mappings of canonical column → text; a register may also be one already read from
    its file. A register that is None or not named was not supplied; an empty one was. UsageError for a register the
    pack does not know, Refusal for a person whose row a roster would reject (no ID number, no name, an unknown
    category, no division code).
    """
    tables = _tables(loaded, registers)
    spec = roster_spec(roster_columns(loaded))
    roster = roster_of(table_of_rows("screen-one", people, spec), spec, loaded.category_names())
    if not roster.rejects.is_empty():
        raise Refusal(*(message for reject in roster.rejects.iter_rows(named=True) for message in _rejections(reject)))
    verdicts, findings = judged(prepared(loaded, year, roster.candidates, tables), polars_engine)
    results: dict[str, dict[str, Any]] = {
        candidate: {"candidate_id": candidate, "outcome": outcome, "findings": []}
        for candidate, outcome in verdicts.iter_rows()
    }
    for finding in findings.iter_rows(named=True):
        finding["evidence"] = json.loads(finding["evidence"])
        results[finding.pop("candidate_id")]["findings"].append(finding)
    return [results[candidate] for candidate in roster.candidates["candidate_id"]]


def _tables(loaded: LoadedPack, registers: Registers) -> dict[str, RegisterTable]:
    known = {register.id for register in loaded.registers}
    if unknown := sorted(set(registers) - known):
        raise UsageError(
            Message("screening.unknown-registers", given=", ".join(unknown), known=", ".join(sorted(known)))
        )
    tables = {}
    for name, rows in registers.items():
        if isinstance(rows, RegisterTable):
            tables[name] = rows
        elif rows is not None:
            spec = register_spec_of(loaded, name)
            tables[name] = register_of(table_of_rows(name, rows, spec), spec) if rows else _nobody(name, spec)
    return tables


@cache
def _nobody(name: str, spec: TableSpec) -> RegisterTable:
    """An empty register, worked out once: at a counter most registers say nothing about the person."""
    return register_of(table_of_rows(name, (), spec), spec)


def _rejections(reject: Mapping[str, Any]) -> Iterator[Message]:
    """Everything that is wrong with one person's row, each in the words a roster's rejects are told in."""
    for reason in reject["reason"].split(";"):
        value = reject["value"] or ""
        yield Message("screening.person-rejected", value=value, reason=Message(f"workbooks.reject-{reason}"))
