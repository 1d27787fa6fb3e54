"""The sheets of a workbook and the records of a CSV file, as rows of cells in the order of the file."""

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from ecopost.foundation.refusals import Message, Refusal
from ecopost.workbooks.content import reading
from ecopost.workbooks.headers import Row

ROW_LIMIT: Final = 1_048_576  # rows a workbook's sheet can have
_CHUNK: Final = 2**20
_ENCODINGS: Final = ("utf-8-sig", "gb18030")

csv.field_size_limit(2**24)  # characters in one cell: far more than a person types, far less than memory holds


@dataclass(frozen=True)
class Sheet:
    """One sheet (a CSV file is one without a name); its first row is row 1."""

    name: str | None
    hidden: bool
    rows: Iterator[Row]


def workbook_sheets(path: Path) -> Iterator[Sheet]:
    """Every worksheet in order; cells hold the values last saved, formulas are never evaluated.

    Raises a Refusal where the workbook is encrypted, damaged or has too many rows.
    """
    with reading(path):
        # A file object, not the path: what the content is decides how it is read, not how it is called.
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
    for sheet in workbook.sheets_metadata:
        if sheet.typ == SheetTypeEnum.WorkSheet:
            with reading(path):
                content = workbook.get_sheet_by_name(sheet.name)
            yield Sheet(sheet.name, sheet.visible != SheetVisibleEnum.Visible, _rows(path, content))


def _rows(path: Path, sheet: CalamineSheet) -> Iterator[Row]:
    if sheet.end and sheet.end[0] >= ROW_LIMIT:
        raise Refusal(Message("workbooks.too-many-rows", file=path.name, sheet=sheet.name, limit=ROW_LIMIT))
    with reading(path):
        yield from sheet.iter_rows()  # rows above the first cell are there, columns left of it are not


def csv_sheet(path: Path) -> Sheet:
    """The records of a CSV file in UTF-8 (with or without BOM) or GB18030; each record is a row.

    Raises a Refusal where the bytes are neither, or (while reading) where a quotation mark is never closed.
    """
    return Sheet(None, hidden=False, rows=_records(path, _encoding(path)))


def _records(path: Path, encoding: str) -> Iterator[Row]:
    with path.open(encoding=encoding, newline="") as file:
        if file.read(1) != "\ufeff":  # GB18030 has its own way of writing the mark at the start
            file.seek(0)
        reader = csv.reader(file, strict=True)
        try:
            yield from reader
        except csv.Error as error:
            raise Refusal(Message("workbooks.broken-csv", file=path.name, line=reader.line_num)) from error


def _encoding(path: Path) -> str:
    for encoding in _ENCODINGS:
        if _is_in(path, encoding):
            return encoding
    raise Refusal(Message("workbooks.unknown-encoding", file=path.name))


def _is_in(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        try:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True
