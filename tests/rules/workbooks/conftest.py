import csv
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from ecopost.foundation.id_numbers import check_character

Rows = Sequence[Sequence[Any]]


@pytest.fixture
def id_of() -> Callable[..., str]:
    def number(serial: int, born: str = "19800101") -> str:
        body = f"542523{born}{serial:03}"
        return body + check_character(body)

    return number


@pytest.fixture
def roster_rows(id_of: Callable[..., str]) -> Callable[..., list[list[Any]]]:
    def rows(*changes: dict[str, Any]) -> list[list[Any]]:
        people = [
            {
                "序号": number,
                "姓名": f"甲{number}",
                "身份证号": id_of(number),
                "岗位类别": "公路管护",
                "村居代码": "542523203203",
            }
            | changed
            for number, changed in enumerate(changes, 1)
        ]
        header = list(dict.fromkeys(column for person in people for column in person))
        return [header, *([person.get(column, "") for column in header] for person in people)]

    return rows


@pytest.fixture
def xlsx(tmp_path: Path) -> Callable[..., Path]:
    def write(name: str = "花名册.xlsx", **sheets: Rows) -> Path:
        path = tmp_path / name
        with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
            for title, rows in sheets.items():
                sheet = book.add_worksheet(title)
                for number, row in enumerate(rows):
                    sheet.write_row(number, 0, row)
        return path

    return write


@pytest.fixture
def csv_file(tmp_path: Path) -> Callable[..., Path]:
    def write(rows: Rows, name: str = "花名册.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        with path.open("w", encoding=encoding, newline="") as file:
            csv.writer(file).writerows(rows)
        return path

    return write
