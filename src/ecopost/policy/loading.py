"""Loads a policy pack, shipped or from a file, and the overlays that tighten it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ecopost.foundation.refusals import Message, Refusal, UsageError
from ecopost.foundation.text import without_space
from ecopost.policy.chapters import Register
from ecopost.policy.consistency import category_spellings, register_spellings
from ecopost.policy.model import Overlay, Pack
from ecopost.policy.overlays import prove
from ecopost.policy.validation import problems_in, read_part

PACKS: Final = Path(__file__).parent / "packs"


@dataclass(frozen=True)
class LoadedOverlay:
    """An overlay with the SHA-256 of its file's bytes."""

    overlay: Overlay
    sha256: str
    file: str


@dataclass(frozen=True)
class LoadedPack:
    """A pack with the SHA-256 of its file's bytes, where it stands, and its overlays, each proved to tighten only."""

    pack: Pack
    sha256: str
    path: Path
    overlays: tuple[LoadedOverlay, ...] = ()

    @property
    def registers(self) -> tuple[Register, ...]:
        """The pack's registers, then those its overlays add."""
        return (*self.pack.registers, *(register for item in self.overlays for register in item.overlay.registers))

    def category_names(self) -> dict[str, str]:
        """Every accepted spelling of a category, without white space and in half width → its identifier."""
        return {without_space(name): names[0] for names in category_spellings(self.pack.categories) for name in names}

    def register_names(self) -> dict[str, str]:
        """Every name a register's file may bear (identifier, Chinese name, aliases) → its identifier."""
        return {name: names[0] for names in register_spellings(self.registers) for name in names}


def shipped_packs() -> tuple[str, ...]:
    """The identifiers of the packs that come with the program, in alphabetical order."""
    return tuple(sorted(path.parent.name for path in PACKS.glob("*/pack.toml")))


def shipped_overlays(pack_id: str) -> tuple[Path, ...]:
    """The files of the example overlays that come with a shipped pack."""
    files = sorted((PACKS / pack_id / "overlays").glob("*.toml"))
    return tuple(file for file in files if not file.name.endswith(".cases.toml"))


def load_pack(reference: str, overlays: Sequence[Path | str] = ()) -> LoadedPack:
    """The pack of a shipped identifier or of a path to a pack file, with overlays proved against it (A14).

    UsageError: no such pack or overlay file. Refusal: a file that is not a pack or an overlay, with every problem and
    its line; an overlay that would loosen the pack.
    """
    path = _path_of(reference)
    pack, sha256 = read_part(path, Pack, shown_name(path))
    loaded = read_overlays(overlays)
    problems: list[Message] = []
    for number, item in enumerate(loaded):
        earlier = [other.overlay for other in loaded[:number]]
        problems += problems_in(Path(item.file), shown_name(Path(item.file)), prove(pack, item.overlay, earlier))
    if problems:
        raise Refusal(*problems)
    return LoadedPack(pack, sha256, path, loaded)


def read_overlays(files: Sequence[Path | str]) -> tuple[LoadedOverlay, ...]:
    """The overlays in these files, sound in themselves but not yet proved against a pack.

    UsageError: a file is not there. Refusal: with the problems of all files that are not sound.
    """
    read, refused = [], list[Message]()
    for file in files:
        try:
            read.append(_read_overlay(Path(file)))
        except UsageError:
            raise
        except Refusal as refusal:
            refused += refusal.messages
    if refused:
        raise Refusal(*refused)
    return tuple(read)


def _read_overlay(path: Path) -> LoadedOverlay:
    overlay, sha256 = read_part(path, Overlay, shown_name(path))
    return LoadedOverlay(overlay, sha256, str(path))


def shown_name(path: Path) -> str:
    """What messages call a pack's file: those shipped by their place among the packs, others as they were given."""
    return str(path.relative_to(PACKS.parent)) if path.is_relative_to(PACKS) else str(path)


def _path_of(reference: str) -> Path:
    if (shipped := PACKS / reference / "pack.toml").is_file() and Path(reference).name == reference:
        return shipped
    if (path := Path(reference)).is_file():
        return path
    if reference and (path.name != reference or path.suffix == ".toml" or path.exists()):
        raise UsageError(Message("policy.no-such-pack-file", file=reference))
    known = shipped_packs()
    raise UsageError(
        Message(
            "policy.unknown-pack",
            given=reference,
            known=Message("foundation.either", zh="、".join(known), en=", ".join(known)),
        )
    )
