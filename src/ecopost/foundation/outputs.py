"""Outputs appear together or not at all (contract): written aside, moved into place, put back if that fails."""

import errno
import os
import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from ecopost.foundation.refusals import Message, Refusal


@contextmanager
def together(out: Path, replaces: Collection[str] = ()) -> Iterator[Path]:
    """Yield an empty folder beside `out`; when the block ends well, everything in it moves into `out`.

    Files of `out` that the block did not write stay, but for those named in `replaces`: what an earlier run may have
    left, and would now be taken for a result of this one. Whatever goes wrong, `out` is as it was before: Refusal
    `foundation.cannot-write` where the disk will not have it.
    """
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    except OSError as error:
        raise _cannot_write(out, error) from error
    try:
        written = aside / "new"
        written.mkdir()
        yield written
        _move(written, out, aside / "old", replaces)
    except OSError as error:
        raise _cannot_write(out, error) from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _move(written: Path, out: Path, old: Path, replaces: Collection[str]) -> None:
    """Put what was written in place of what stands there; if anything fails, put everything back."""
    if not out.exists():
        written.rename(out)
        return
    old.mkdir()
    names = sorted({*replaces, *(item.name for item in written.iterdir())})
    moved: list[tuple[Path, Path]] = []
    try:
        for name in names:
            _refuse_another_kind(out / name, written / name)
        for source, target in ((out, old), (written, out)):
            for name in names:
                if (source / name).exists():
                    (source / name).rename(target / name)
                    moved.append((source / name, target / name))
    except OSError:
        for source, target in reversed(moved):
            target.rename(source)
        raise


def _refuse_another_kind(there: Path, new: Path) -> None:
    """A folder where a file is to stand, or the other way round, is not ours to take away."""
    if there.exists() and new.exists() and there.is_dir() != new.is_dir():
        raise IsADirectoryError(errno.EISDIR if there.is_dir() else errno.ENOTDIR, "", str(there))


def _cannot_write(out: Path, error: OSError) -> Refusal:
    where = out / Path(str(error.filename)).name if error.filename else out
    return Refusal(Message("foundation.cannot-write", path=str(where), why=os.strerror(error.errno or errno.EIO)))
