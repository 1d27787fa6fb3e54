"""Which files of a folder are read: rosters, registers, and what lies beside them."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from ecopost.foundation.refusals import Message, Refusal, Refusals, UsageError
from ecopost.workbooks.content import ACCEPTED, UNREADABLE


def accepted_files(folder: Path) -> tuple[list[Path], list[Message]]:
    """The readable files of a folder (not its subfolders) in order of their names, and a notice for each other one.

    `~$…` and hidden files are passed over. A kind of table that cannot be read is refused: skipping it would
    silently drop the people in it.
    """
    accepted, notices, refusals = _looked_through(folder)
    refusals.raise_if_any()
    return accepted, notices


def _looked_through(folder: Path) -> tuple[list[Path], list[Message], Refusals]:
    if not folder.is_dir():
        raise UsageError(Message("workbooks.no-such-folder", path=str(folder)))
    accepted, notices, refusals = [], [], Refusals()
    for path in sorted(folder.iterdir()):
        kind = path.suffix.lower()
        if path.name.startswith((".", "~$")) or (path.is_dir() and kind not in ACCEPTED):
            continue
        if kind in UNREADABLE:
            refusals.add("workbooks.unreadable-kind", file=path.name, kind=kind)
        elif kind in ACCEPTED and not path.is_dir():
            accepted.append(path)  # a link that leads nowhere too: that it cannot be read is said when it is opened
        else:
            notices.append(Message("workbooks.file-skipped", file=path.name))
    return accepted, notices, refusals


def roster_files(path: Path) -> tuple[list[Path], list[Message]]:
    """The roster files `path` means: itself, or every roster in it; a folder without one is refused."""
    if path.is_file():
        return [path], []
    if not path.exists():
        raise UsageError(Message("workbooks.no-such-file", path=str(path)))
    files, notices = accepted_files(path)
    if not files:
        raise Refusal(Message("workbooks.no-roster", folder=str(path)))
    return files, notices


def register_files(folder: Path, names: Mapping[str, str]) -> tuple[dict[str, Path], list[Message]]:
    """Register id → its file, for the registers handed over, and notices.

    `names` maps every name a register's file may bear (without extension) to the register's id. Two files for one
    register are refused, and so is a file under a name no register has: a typo would silently drop it.
    """
    files, notices, refusals = _looked_through(folder)
    found: dict[str, Path] = {}
    for path in files:
        register = names.get(path.stem)
        if register is None:
            refusals.add("workbooks.unknown-register", file=path.name, known=_called(names, names.values()))
        elif register in found:
            called = _called(names, [register])
            refusals.add("workbooks.register-twice", register=called, first=found[register].name, second=path.name)
        else:
            found[register] = path
    refusals.raise_if_any()
    return found, notices


def _called(names: Mapping[str, str], registers: Iterable[str]) -> Message:
    """The registers, each by its identifier in English and by the first of its other names in Chinese."""
    called = {register: register for register in registers}
    for name, register in names.items():
        if called.get(register) == register:
            called[register] = name
    return Message("foundation.either", zh="、".join(called.values()), en=", ".join(called))
