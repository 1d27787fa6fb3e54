import io
import shutil
import struct
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecopost.foundation.messages import catalogue, render
from ecopost.foundation.refusals import Message, Refusal, UsageError
from ecopost.workbooks import content, sheets, unpacking
from ecopost.workbooks.raw import read_table
from ecopost.workbooks.specs import roster_spec

ROSTERS = Path(__file__).parents[2] / "data" / "gar-2026" / "rosters"
SHEET = "xl/worksheets/sheet1.xml"


def refusals(path: Path) -> list[Message]:
    with pytest.raises(Refusal) as refusal:
        read_table(path, roster_spec())
    assert not isinstance(refusal.value, UsageError)
    for message in refusal.value.messages:
        assert path.name in render(message, "zh")
        assert path.name in render(message, "en")
    return list(refusal.value.messages)


def code(path: Path) -> str:
    (message,) = refusals(path)
    return message.code.removeprefix("workbooks.")


def put(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def compound(name: str, stream: bytes = b"") -> bytes:
    """The smallest OLE compound file with one stream: header, table, directory, the stream's sectors."""
    stream = stream.ljust(4096, b"\0")
    sectors = len(stream) // 512
    table = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, 2 + sectors), 0xFFFFFFFE]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    header += struct.pack("<IIIIIIIII", 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)
    header += struct.pack("<I", 0xFFFFFFFF) * 108

    def entry(title: str, kind: int, start: int, size: int) -> bytes:
        text = title.encode("utf-16-le")
        head = text.ljust(64, b"\0") + struct.pack("<HBB", len(text) + 2, kind, 1) + b"\xff" * 12
        return head + bytes(36) + struct.pack("<IQ", start, size)

    directory = entry("Root Entry", 5, 0xFFFFFFFE, 0) + entry(name, 2, 2, len(stream)) + bytes(256)
    return header + struct.pack(f"<{len(table)}I", *table).ljust(512, b"\xff") + directory + stream


def records(*parts: tuple[int, bytes]) -> bytes:
    return b"".join(struct.pack("<HH", kind, len(body)) + body for kind, body in parts)


def rewritten(path: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    change(parts)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in parts.items():
            new.writestr(name, data)
    return path


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        pytest.param("a.xlsx", b"", "empty-file", id="no bytes"),
        pytest.param("a.csv", b"", "empty-file", id="no bytes, csv"),
        pytest.param("a.xls", b"<html><table><tr><td>1", "markup-as-workbook", id="HTML saved as xls"),
        pytest.param("a.xls", b"\xef\xbb\xbf\r\n <?xml version='1.0'?>", "markup-as-workbook", id="XML saved as xls"),
        pytest.param("a.xlsx", "姓名,身份证号".encode(), "not-a-workbook", id="CSV called xlsx"),
        pytest.param("a.xls", b"\x09\x08\x08\x00\x00\x05", "not-a-workbook", id="bare records called xls"),
        pytest.param("a.xlsx", b"PK\x03\x04" + bytes(100), "damaged", id="broken zip"),
        pytest.param("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "damaged", id="broken OLE"),
        pytest.param("a.xls", compound("WordDocument"), "damaged", id="another program's file"),
        pytest.param("a.xlsx", compound("EncryptedPackage"), "encrypted", id="password, xlsx"),
        pytest.param(
            "a.xls",
            compound("Workbook", records((0x0809, bytes(16)), (0x2F, bytes(54)))),
            "encrypted",
            id="password, xls",
        ),
        pytest.param("a.parquet", b"PAR1" + bytes(100) + b"PAR1", "damaged", id="broken Parquet"),
        pytest.param("a.parquet", b"id_number,name", "damaged", id="CSV called Parquet"),
        pytest.param("a.csv", b"PAR1" + bytes(100), "misnamed", id="Parquet called csv"),
        pytest.param("a.csv", compound("Workbook"), "misnamed", id="xls called csv"),
        pytest.param("a.et", b"1", "unreadable-kind", id="et"),
        pytest.param("a.xlsm", b"1", "unreadable-kind", id="xlsm"),
        pytest.param("a.ods", b"1", "unreadable-kind", id="ods"),
        pytest.param("a.pdf", b"1", "unknown-kind", id="pdf"),
        pytest.param("a", b"1", "unknown-kind", id="no extension"),
        pytest.param("a.csv", "身份证号".encode("utf-16"), "unknown-encoding", id="UTF-16"),
        pytest.param("a.csv", b"\xff\xfe\xfa", "unknown-encoding", id="no text"),
        pytest.param("a.csv", b"a,b\x00\n\x00", "no-header", id="NUL bytes"),
        pytest.param(
            "a.csv", '姓名,身份证号,岗位类别,村居代码\n"甲,1\n乙,2'.encode(), "broken-csv", id="open quotation"
        ),
        pytest.param("a.csv", '"姓名'.encode(), "broken-csv", id="open quotation in the header"),
        pytest.param("a.csv", b"\xef\xbb\xbf", "no-header", id="nothing but a byte order mark"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(tmp_path: Path, name: str, data: bytes, expected: str) -> None:
    assert code(put(tmp_path / name, data)) == expected


def test_a_missing_file_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as refusal:
        read_table(tmp_path / "无.xlsx", roster_spec())
    assert [message.code for message in refusal.value.messages] == ["workbooks.no-such-file"]


def test_a_workbook_under_another_workbooks_name_is_read(
    tmp_path: Path, xlsx: Callable[..., Path], roster_rows: Callable[..., list[list[Any]]]
) -> None:
    as_xls = shutil.copy(xlsx(甲=roster_rows({})), tmp_path / "b.xls")
    as_xlsx = shutil.copy(ROSTERS / "昆莎乡.xls", tmp_path / "c.xlsx")
    assert read_table(Path(as_xls), roster_spec()).frame.height == 1
    assert read_table(Path(as_xlsx), roster_spec()).frame.height == 181


@pytest.mark.parametrize(
    ("part", "kind"),
    [("xl/vbaProject.bin", ".xlsm"), ("xl/workbook.bin", ".xlsb"), ("content.xml", ".ods")],
)
def test_another_kind_of_workbook_called_xlsx_is_refused(
    xlsx: Callable[..., Path], roster_rows: Callable[..., list[list[Any]]], part: str, kind: str
) -> None:
    path = rewritten(xlsx(甲=roster_rows({})), lambda parts: parts.update({part: b"1"}))
    (message,) = refusals(path)
    assert (message.code, message.params["kind"]) == ("workbooks.unreadable-kind", kind)


def test_a_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    assert code(tmp_path / "a.xlsx") == "not-a-workbook"


def test_a_workbook_whose_sheet_is_no_xml_is_refused(
    xlsx: Callable[..., Path], roster_rows: Callable[..., list[list[Any]]]
) -> None:
    assert (
        code(rewritten(xlsx(甲=roster_rows({})), lambda parts: parts.update({SHEET: b"<worksheet><sheetData><row r="})))
        == "damaged"
    )


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["扎西岗乡.xlsx", "昆莎乡.xls"]), st.floats(0, 1), st.binary(max_size=8))
def test_a_cut_or_spoilt_workbook_is_read_or_refused_and_never_crashes(
    tmp_path: Path, name: str, share: float, spoilt: bytes
) -> None:
    whole = (ROSTERS / name).read_bytes()
    at = int(len(whole) * share)
    for data in (whole[:at], whole[:at] + spoilt + whole[at + len(spoilt) :]):
        with suppress(Refusal):
            read_table(put(tmp_path / name, data), roster_spec())


class TestLimits:
    def test_a_workbook_above_50_mb_is_refused(
        self, xlsx: Callable[..., Path], roster_rows: Callable[..., list[list[Any]]], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = xlsx(甲=roster_rows({}))
        monkeypatch.setattr(content, "FILE_LIMIT", path.stat().st_size - 1)
        assert code(path) == "too-big"

    def test_what_a_workbook_declares_is_judged_before_unpacking(
        self, xlsx: Callable[..., Path], roster_rows: Callable[..., list[list[Any]]], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = xlsx(甲=roster_rows({}))
        monkeypatch.setattr(unpacking, "UNPACKED_LIMIT", 1000)
        monkeypatch.setattr(zipfile.ZipFile, "open", None)
        assert code(path) == "too-big-unpacked"

    def test_a_ratio_above_200_is_refused(
        self, xlsx: Callable[..., Path], roster_rows: Callable[..., list[list[Any]]]
    ) -> None:
        assert (
            code(rewritten(xlsx(甲=roster_rows({})), lambda parts: parts.update({"xl/zeros": bytes(4_000_000)})))
            == "too-dense"
        )

    @pytest.mark.parametrize(
        ("limit", "expected"), [("UNPACKED_LIMIT", "too-big-unpacked"), ("RATIO_LIMIT", "too-dense")]
    )
    def test_what_a_workbook_declares_can_be_a_lie(
        self,
        xlsx: Callable[..., Path],
        roster_rows: Callable[..., list[list[Any]]],
        monkeypatch: pytest.MonkeyPatch,
        limit: str,
        expected: str,
    ) -> None:
        path = rewritten(xlsx(甲=roster_rows({})), lambda parts: parts.update({"xl/zeros": bytes(3_000_000)}))
        data = bytearray(path.read_bytes())
        while (at := data.find(struct.pack("<I", 3_000_000))) >= 0:
            data[at : at + 4] = struct.pack("<I", 10)
        monkeypatch.setattr(unpacking, "RATIO_LIMIT", 10**6)
        monkeypatch.setattr(unpacking, limit, {"UNPACKED_LIMIT": 2_000_000, "RATIO_LIMIT": 150}[limit])
        assert code(put(path, bytes(data))) == expected

    @pytest.mark.parametrize("pixels", [b"\xff", b"<", b"\x00<", b"=<e="], ids=repr)
    def test_a_flat_picture_of_megabytes_is_no_damage_but_its_bytes_count(
        self,
        xlsx: Callable[..., Path],
        roster_rows: Callable[..., list[list[Any]]],
        monkeypatch: pytest.MonkeyPatch,
        pixels: bytes,
    ) -> None:
        picture = b"BM<" + pixels + pixels[-1:] * 2_500_000
        path = rewritten(xlsx(甲=roster_rows({})), lambda parts: parts.update({"xl/media/image1.bmp": picture}))
        monkeypatch.setattr(unpacking, "RATIO_LIMIT", 10**6)
        assert read_table(path, roster_spec()).frame.height == 1
        monkeypatch.setattr(unpacking, "UNPACKED_LIMIT", 2_500_000)
        with zipfile.ZipFile(path) as archive:
            archive.getinfo("xl/media/image1.bmp").file_size = 10  # what it declares is no use
            fault = unpacking.check_archive(archive, path.stat().st_size)
        assert fault is not None
        assert fault.code == "workbooks.too-big-unpacked"

    @pytest.mark.parametrize(
        ("part", "tag"),
        [
            pytest.param("xl/any.xml", b"<sheet ", id="a long tag in XML"),
            pytest.param("xl/media/a.png", b"<c ", id="a cell in what is called a picture"),
            pytest.param("xl/media/a.png", b"<row ", id="a row in what is called a picture"),
            pytest.param("xl/media/a.png", b"<x:c ", id="a cell with a prefix"),
            pytest.param("xl/media/a.png", b"<a", id="a name without end"),
        ],
    )
    def test_a_tag_of_megabytes_that_could_place_a_cell_is_refused(self, part: str, tag: bytes) -> None:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
            archive.writestr(part, b"x" + tag + tag[-1:] * 2_500_000 + b' r="XFD1048576"/>')
        with zipfile.ZipFile(packed) as archive, pytest.raises(zipfile.BadZipFile):
            unpacking.check_archive(archive, len(packed.getvalue()))

    def test_more_rows_than_a_sheet_can_have_are_refused(
        self, xlsx: Callable[..., Path], roster_rows: Callable[..., list[list[Any]]], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sheets, "ROW_LIMIT", 3)
        assert read_table(xlsx(甲=roster_rows({}, {})), roster_spec()).frame.height == 2
        assert code(xlsx(甲=roster_rows({}, {}, {}))) == "too-many-rows"

    def test_cells_in_far_corners_are_refused_before_they_fill_the_memory(
        self, xlsx: Callable[..., Path], roster_rows: Callable[..., list[list[Any]]]
    ) -> None:
        rows = roster_rows({})
        path = xlsx(甲=rows)

        def stray(parts: dict[str, bytes]) -> None:
            cell = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
            parts[SHEET] = parts[SHEET].replace(b"</sheetData>", cell)

        (message,) = refusals(rewritten(path, stray))
        assert (message.code, message.params["rows"], message.params["columns"]) == (
            "workbooks.too-wide",
            1048576,
            16384,
        )

    @pytest.mark.parametrize(
        "cells",
        [
            pytest.param(b'<row r="9999999"><c r="AAA9999999"/></row>', id="plain"),
            pytest.param(b"<row r='9999999'><c\n s='1' r = 'AAA9999999'/></row>", id="other quotes and order"),
            pytest.param(b'<x:row r="9999999"><x:c r="aaa9999999"/></x:row>', id="prefix and small letters"),
            pytest.param(b'<row r="9999999">' + b"<c/>" * 900 + b"</row>", id="cells without a place"),
            pytest.param(
                b"<row>" + b"<c><v>1</v></c>" * 9000 + b"</row>" + b"<row><c/></row>" * 9000, id="rows without one"
            ),
        ],
    )
    def test_however_a_sheet_writes_its_cells_their_area_is_seen(self, cells: bytes) -> None:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
            archive.writestr("xl/any", b"<sheetData>" + cells + b"</sheetData>")
        with zipfile.ZipFile(packed) as archive:
            fault = unpacking.check_archive(archive, len(packed.getvalue()))
        assert fault is not None
        assert fault.code == "workbooks.too-wide"

    def test_a_wide_and_a_long_sheet_are_no_fault(self) -> None:
        wide = b"".join(b'<row r="%d"><c r="XFD%d"/></row>' % (n, n) for n in range(1, 2000))
        long = b'<row r="1048576"><c r="BL1048576"/></row>'
        for cells in (wide, long):
            packed = io.BytesIO()
            with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
                archive.writestr("xl/any", cells)
            with zipfile.ZipFile(packed) as archive:
                assert unpacking.check_archive(archive, len(packed.getvalue())) is None

    @pytest.mark.parametrize(
        "record",
        [
            pytest.param((0x0203, struct.pack("<HHHd", 65535, 65535, 0, 1.0)), id="a number far right"),
            pytest.param((0x00BD, struct.pack("<HH6s6sH", 1, 0, b"", b"", 65535)), id="numbers to the far right"),
            pytest.param((0x0200, struct.pack("<IIHHH", 0, 2**32 - 1, 0, 9, 0)), id="rows without end"),
            pytest.param((0x0085, struct.pack("<IHB", 5, 0, 0)), id="a sheet that begins inside a record"),
        ],
    )
    def test_an_xls_that_claims_more_than_an_xls_can_hold_is_refused(
        self, tmp_path: Path, record: tuple[int, bytes]
    ) -> None:
        book = records((0x0809, bytes(16)), record, (0x000A, b""))
        assert code(put(tmp_path / "a.xls", compound("Workbook", book))) == "damaged"


def test_every_sentence_of_the_room_stands_in_chinese_and_english_with_the_same_places() -> None:
    for name, entry in catalogue("workbooks").items():
        places = [sorted(part.split("}")[0] for part in entry[language].split("{")[1:]) for language in ("zh", "en")]
        assert places[0] == places[1], name
