"""Which columns a file has, under which names people write them (contract "Reading people's files")."""

from collections.abc import Iterable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

COLUMN_ALIASES: Final = MappingProxyType(
    {
        "id_number": ("身份证号", "身份证号码", "公民身份号码", "证件号码"),
        "name": ("姓名",),
        "category": ("岗位类别", "岗位类型"),
        "division": ("区划代码", "村居代码"),
        "candidate_id": ("序号", "编号"),
        "group": ("人群类别",),
        "phone": ("联系电话",),
        "bank_account": ("银行账号", "社保卡账号"),
        "household_id": ("户号",),
        "household_size": ("户人口数",),
        "death_date": ("死亡日期",),
        "grade": ("残疾等级",),
    }
)
ROSTER_REQUIRED: Final = ("name", "id_number", "category", "division")
ROSTER_OPTIONAL: Final = ("candidate_id", "group", "phone", "bank_account")


@dataclass(frozen=True)
class ColumnSpec:
    """One column: its canonical name, the other names people head it with, and whether a file must have it."""

    name: str
    aliases: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True)
class TableSpec:
    """The columns of one kind of file.

    A sheet without the `key` column holds no table and is skipped; one with it must have every required column.
    `unread` columns are recognised, and refused when doubled, but not taken: nobody asks for them.
    """

    role: str
    columns: tuple[ColumnSpec, ...]
    key: str = "id_number"
    unread: tuple[str, ...] = ()


def column(name: str, *, required: bool = False) -> ColumnSpec:
    """The column of that canonical name with the aliases the contract gives it (none for a name it does not list)."""
    return ColumnSpec(name, COLUMN_ALIASES.get(name, ()), required)


def roster_spec(extra: Iterable[ColumnSpec] = ()) -> TableSpec:
    """A township's roster of candidates; `extra` are the columns a pack asks for besides."""
    known = (*(column(name, required=True) for name in ROSTER_REQUIRED), *(column(name) for name in ROSTER_OPTIONAL))
    return TableSpec("roster", (*known, *extra))


def register_spec(role: str, required: Iterable[str], optional: Iterable[str] = ()) -> TableSpec:
    """A department's register `role` with these canonical columns; any other column of it is evidence."""
    return TableSpec(role, (*(column(name, required=True) for name in required), *(column(name) for name in optional)))
