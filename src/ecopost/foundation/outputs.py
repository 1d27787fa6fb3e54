"""Outputs appear together or not at all (contract): written aside first, then moved into place."""

import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from ecopost.foundation.refusals import Message, Refusal


@contextmanager
def together(out: Path, last: str | None = None, replaces: Collection[str] = ()) -> Iterator[Path]:
    """Yield an empty folder beside `out`; when the block ends well, everything in it moves into `out`.

    Files of `out` that the block did not write stay, but for those named in `replaces`: what an earlier run may have
    left, and would now be taken for a result of this one. `last` names the file that is taken away first and put back
    last, so that whoever finds it finds a whole set. Refusal `foundation.cannot-write` where the disk will not have it.
    """
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    except OSError as error:
        raise _cannot_write(out, error) from error
    try:
        yield aside
        _move(aside, out, last, replaces)
    except OSError as error:
        raise _cannot_write(out, error) from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _move(aside: Path, out: Path, last: str | None, replaces: Collection[str]) -> None:
    if not out.exists():
        aside.chmod(0o755)
        aside.rename(out)
        return
    if last is not None:
        (out / last).unlink(missing_ok=True)
    written = sorted(aside.iterdir(), key=lambda path: path.name == last)
    for name in {*replaces, *(item.name for item in written if item.is_dir())}:
        _remove(out / name)
    for item in written:
        item.replace(out / item.name)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _cannot_write(out: Path, error: OSError) -> Refusal:
    return Refusal(Message("foundation.cannot-write", path=str(out), why=error.strerror or str(error)))
