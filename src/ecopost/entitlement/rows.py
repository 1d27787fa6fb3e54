"""The rows of an engagements or assessments file, and the place a complaint about one of their cells names."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, cast

from ecopost.foundation.id_numbers import unnumbered
from ecopost.foundation.refusals import Message, Refusals
from ecopost.workbooks.cleaning import cleaned
from ecopost.workbooks.raw import RawTable
from ecopost.workbooks.specs import ColumnSpec, TableSpec, column

ENGAGEMENT_ID: Final = ColumnSpec("engagement_id", ("聘用编号", "协议编号"), required=True)
ENGAGEMENTS: Final = TableSpec(
    "engagements",
    (
        ENGAGEMENT_ID,
        column("category", required=True),
        ColumnSpec("start", ("开始日期",), required=True),
        ColumnSpec("end", ("结束日期",), required=True),
    ),
    key="engagement_id",
)
ASSESSMENTS: Final = TableSpec(
    "assessments",
    (
        ENGAGEMENT_ID,
        ColumnSpec("period", ("考核期",), required=True),
        ColumnSpec("result", ("考核结果",), required=True),
        ColumnSpec("deduction", ("扣减比例",)),
    ),
    key="engagement_id",
)
_LABELS: Final = {
    item.name: f"{item.aliases[0]}({item.name})" for spec in (ENGAGEMENTS, ASSESSMENTS) for item in spec.columns
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file, its cells trimmed and in half width."""

    file: str
    sheet: str | None
    number: int
    cells: dict[str, str | None]
    refusals: Refusals

    @property
    def where(self) -> Message:
        """The place of the row: its file, its sheet if the file has any, its number as Excel shows it."""
        return _where(self.file, self.sheet, self.number)

    def text(self, name: str) -> str:
        """The cell of a column; empty where there is nothing in it, or no such column."""
        return self.cells.get(name) or ""

    def refuse(self, name: str, code: str, **params: object) -> None:
        """Note that the cell of column `name` cannot be accepted, and why: the sentence `entitlement.<code>`."""
        # An ID number that strayed into the cell is masked.
        value = unnumbered(self.text(name))
        problem = Message(f"entitlement.{code}", value=value, **params)
        self.refusals.add("entitlement.at", where=self.where, column=_LABELS[name], problem=problem)


def rows(table: RawTable, refusals: Refusals) -> Iterator[Row]:
    """Every row of the file in order; what is wrong with one goes to `refusals`.

    A total or signature line is wrong too: where money is paid, no row is passed over in silence.
    """
    for line in table.total_lines:
        refusals.add("entitlement.total-line", where=_where(table.file, line.sheet, line.row), word=line.word)
    for cells in cleaned(table.frame).iter_rows(named=True):
        yield Row(table.file, cells["sheet"], cells["row"], cells, refusals)


def in_order(messages: list[Message], table: RawTable | None) -> list[Message]:
    """What is wrong with the rows of a file, by sheet and row; with the file itself (no table), as it is."""
    if table is None:
        return messages
    sheets = [*table.frame["sheet"].unique(maintain_order=True), *(line.sheet for line in table.total_lines)]

    def place(message: Message) -> tuple[int, int]:
        where = cast("Message", message.params["where"]).params
        return sheets.index(where.get("sheet")), cast("int", where["row"])

    return sorted(messages, key=place)


def _where(file: str, sheet: str | None, row: int) -> Message:
    if sheet is None:
        return Message("entitlement.in-file", file=file, row=row)
    return Message("entitlement.in-sheet", file=file, sheet=sheet, row=row)
