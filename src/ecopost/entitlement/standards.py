"""The yearly standards pay is worked out from: those of a call, else those the source itself fixes (A9, A22)."""

import re
from collections.abc import Iterable
from typing import Final

from ecopost.foundation.refusals import Message, UsageError
from ecopost.foundation.text import without_space
from ecopost.policy.loading import LoadedPack

_FEN: Final = re.compile(r"0*[1-9][0-9]{0,14}")


def standards_of(policy: LoadedPack, given: Iterable[str]) -> dict[str, int]:
    """Fen per year by category: from `NAME=FEN` texts, else from the pack where its source fixes the amount.

    A name is any the pack has for the category (contract, `ecopost entitle`). UsageError with every text that has no
    such form, no such category, no whole number of fen above 0, or a category named before.
    """
    names = policy.category_names()
    standards: dict[str, int] = {}
    known = Message(
        "foundation.either",
        zh="、".join(item.name.zh for item in policy.pack.categories),
        en=", ".join(item.id for item in policy.pack.categories),
    )
    problems = [problem for text in given if (problem := _taken(text, names, standards, known))]
    if problems:
        raise UsageError(*problems)
    fixed = {item.id: item.standard_fen for item in policy.pack.categories if item.standard_fen is not None}
    return fixed | standards


def _taken(text: str, names: dict[str, str], standards: dict[str, int], known: Message) -> Message | None:
    """Note one text's standard, or say why it cannot be."""
    name, _, fen = without_space(text).rpartition("=")
    if not _FEN.fullmatch(fen):
        return Message("entitlement.standard-out-of-form", given=text)
    if name not in names:
        return Message("entitlement.standard-of-unknown-category", given=text, known=known)
    if names[name] in standards:
        return Message("entitlement.standard-twice", given=text)
    standards[names[name]] = int(fen)
    return None
