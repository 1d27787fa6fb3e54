from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

import pytest

from ecopost.foundation.id_numbers import check_character
from ecopost.policy.loading import LoadedPack, load_pack
from ecopost.screening.single import screen_people

Row = dict[str, str]


@pytest.fixture(scope="session")
def xizang() -> LoadedPack:
    return load_pack("xizang-2026")


@dataclass
class County:
    """A made-up county in which nobody has a finding until a test says something about somebody."""

    loaded: LoadedPack
    year: int = 2026
    people: list[Row] = field(default_factory=list)
    registers: dict[str, list[Row]] = field(default_factory=dict)
    not_supplied: set[str] = field(default_factory=set)
    sequence: count = field(default_factory=lambda: count(1))

    def id_number(self, born: str = "19800615") -> str:
        body = f"542523{born}{next(self.sequence):03}"
        return body + check_character(body)

    def candidate(
        self, name: str = "次仁卓玛", *, born: str = "19800615", group: str = "monitored", **columns: str
    ) -> str:
        """A candidate who stands in the household register and in one target group; returns the ID number."""
        number = columns.pop("id_number", None) or self.id_number(born)
        home = columns.pop("home", f"H{number}")
        size = columns.pop("size", "4")
        self.people.append(
            {"name": name, "id_number": number, "category": "公路管护", "division": "542523203201"} | columns
        )
        self.says("household", number, name=name, household_id=home, household_size=size)
        self.says(group, number, name=name)
        return number

    def says(self, register: str, id_number: str, **columns: str) -> None:
        """One more row of a register."""
        self.registers.setdefault(register, []).append({"id_number": id_number} | columns)

    def results(self) -> list[dict]:
        supplied = {item.id: self.registers.get(item.id, []) for item in self.loaded.registers}
        registers: Mapping[str, Sequence[Row] | None] = {
            name: None if name in self.not_supplied else rows for name, rows in supplied.items()
        }
        return screen_people(self.loaded, self.year, self.people, registers)

    def found(self, person: int = 0) -> list[str]:
        """The findings of one candidate as `rule:effect`."""
        return [f"{finding['rule']}:{finding['effect']}" for finding in self.results()[person]["findings"]]

    def finding(self, rule: str, person: int = 0) -> dict:
        return next(finding for finding in self.results()[person]["findings"] if finding["rule"] == rule)


@pytest.fixture
def county(xizang: LoadedPack) -> County:
    return County(xizang)
