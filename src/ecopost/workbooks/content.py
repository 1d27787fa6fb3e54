"""What a file really is, judged by its first bytes and its name, before anything in it is believed."""

import hashlib
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Literal

import polars as pl
from python_calamine import CalamineError, PasswordError

from ecopost.foundation.refusals import Message, Refusal, UsageError
from ecopost.workbooks.legacy import legacy_fault
from ecopost.workbooks.unpacking import check_archive

Kind = Literal["csv", "xlsx", "xls", "parquet"]

ACCEPTED: Final = frozenset({".csv", ".xlsx", ".xls", ".parquet"})
# Tables people do hand over that this program cannot read; each is refused with the remedy, never skipped.
UNREADABLE: Final = frozenset(
    {".et", ".ett", ".xlsm", ".xlsb", ".xlt", ".xltx", ".xltm", ".ods", ".ots", ".fods", ".numbers"}
)
FILE_LIMIT: Final = 50 * 2**20  # bytes of a workbook on disk

_OTHER_KINDS: Final = {"xl/vbaProject.bin": ".xlsm", "xl/workbook.bin": ".xlsb", "content.xml": ".ods"}
_ZIP, _OLE, _PARQUET = (b"PK\x03\x04", b"PK\x05\x06"), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PAR1"
_BLANKS: Final = b" \t\r\n\xef\xbb\xbf"


def sha256(path: Path) -> str:
    """The file's SHA-256, read in a stream."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Whatever a reader library says against this file becomes a Refusal: encrypted, or damaged."""
    try:
        yield
    except PasswordError as error:
        raise Refusal(Message("workbooks.encrypted", file=path.name)) from error
    except (CalamineError, pl.exceptions.PolarsError, OSError) as error:
        raise Refusal(Message("workbooks.damaged", file=path.name)) from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # the library gave up on bytes that are no such file
            raise Refusal(Message("workbooks.damaged", file=path.name)) from error
        raise


def kind_of(path: Path) -> Kind:
    """What the file is; whatever cannot be read is refused in words, with what to do about it."""
    head = _head(path)
    refuse = _refuser(path)
    suffix = path.suffix.lower()
    if suffix not in ACCEPTED:
        raise refuse("unreadable-kind" if suffix in UNREADABLE else "unknown-kind", kind=suffix or "?")
    if not head:
        raise refuse("empty-file")
    kind = _kind_by_content(path, head, refuse)
    workbook = suffix in {".xlsx", ".xls"}
    if kind == "text":
        if workbook:
            raise refuse("markup-as-workbook" if head.lstrip(_BLANKS).startswith(b"<") else "not-a-workbook")
        if suffix == ".parquet":
            raise refuse("damaged")
        return "csv"
    if workbook != (kind in {"xlsx", "xls"}) or suffix == ".csv":
        raise refuse("misnamed", kind=kind, given=suffix)
    return kind


def _refuser(path: Path) -> Callable[..., Refusal]:
    def refuse(code: str, **params: object) -> Refusal:
        return Refusal(Message(f"workbooks.{code}", file=path.name, **params))

    return refuse


def _head(path: Path) -> bytes:
    if not path.is_file():
        raise UsageError(Message("workbooks.no-such-file", path=str(path)))
    try:
        with path.open("rb") as file:
            return file.read(4096)
    except OSError as error:
        raise Refusal(Message("workbooks.cannot-open", file=path.name)) from error


def _kind_by_content(path: Path, head: bytes, refuse: Callable[..., Refusal]) -> Kind | Literal["text"]:
    if head.startswith(_PARQUET):
        return "parquet"
    if not head.startswith((*_ZIP, _OLE)):
        return "text"
    if path.stat().st_size > FILE_LIMIT:
        raise refuse("too-big", limit=FILE_LIMIT // 2**20)
    content = path.read_bytes()
    if head.startswith(_OLE):
        if fault := legacy_fault(content):
            raise refuse(fault)
        return "xls"
    return _zipped_kind(content, refuse)


def _zipped_kind(content: bytes, refuse: Callable[..., Refusal]) -> Literal["xlsx"]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            if kind := next((kind for part, kind in _OTHER_KINDS.items() if part in names), None):
                raise refuse("unreadable-kind", kind=kind)
            if not any(name.startswith("xl/") for name in names):
                raise refuse("not-a-workbook")
            fault = check_archive(archive, len(content))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError) as error:
        raise refuse("damaged") from error
    except RuntimeError as error:  # so the library says that a part is encrypted
        raise refuse("encrypted") from error
    if fault:
        raise refuse(fault.code.removeprefix("workbooks."), **fault.params)
    return "xlsx"
