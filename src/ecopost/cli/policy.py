"""`ecopost policy`: list, show and check policy packs, and their JSON Schema."""

import argparse
import importlib
import json
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import cast

from ecopost.cli.parsing import Parser, listed
from ecopost.cli.policy_page import page, validity
from ecopost.cli.tables import aligned
from ecopost.foundation.messages import Language, render
from ecopost.foundation.refusals import Message, Refusal, UsageError
from ecopost.policy.loading import LoadedPack, load_pack, read_overlays, shipped_overlays, shipped_packs
from ecopost.policy.model import Overlay, Pack


def add_arguments(parser: Parser) -> None:
    """The four actions and their options."""
    actions = parser.add_subparsers(
        dest="action",
        title=render(Message("cli.policy-actions"), parser.language),
        metavar=render(Message("cli.policy-action"), parser.language),
        parser_class=cast("type[Parser]", partial(_action_parser, parser.language)),
    )
    for name in ACTIONS:
        actions.add_parser(name, help=_help(name, parser.language))
    show, checked, schema = (actions.choices[name] for name in ("show", "check", "schema"))
    show.option("pack", "policy-option-pack", metavar="PACK")
    show.option("--article", "policy-option-article", metavar="A14.2")
    show.option("--json", "policy-option-json", action="store_true")
    checked.option("packs", "policy-option-packs", nargs="*", metavar="PACK")
    checked.option("--overlay", "policy-option-overlay", action="append", default=[], metavar="FILE")
    schema.option("--overlay", "policy-option-schema-overlay", action="store_true")


def run(arguments: argparse.Namespace, language: Language) -> None:
    """Do one action and print what it was asked for; exit code 3 where `check` finds anything wrong."""
    if arguments.action is None:
        raise UsageError(
            Message("cli.missing-action", known=listed(*ACTIONS)), Message("cli.usage-hint", program="ecopost policy")
        )
    ACTIONS[arguments.action](arguments, language)


def _action_parser(language: Language, *, prog: str) -> Parser:
    return Parser(prog, _help(prog.rsplit(maxsplit=1)[-1], language), language)


def _help(action: str, language: Language) -> str:
    return render(Message(f"cli.policy-help-{action}"), language)


def _list(arguments: argparse.Namespace, language: Language) -> None:  # noqa: ARG001 - every action is called alike
    print(aligned([_summary(load_pack(name), language) for name in shipped_packs()]))


def _summary(loaded: LoadedPack, language: Language) -> list[str]:
    pack = loaded.pack
    title = pack.title.en if language == "en" else pack.title.zh
    return [pack.id, pack.version, render(validity(pack), language), loaded.sha256[:12], title]


def _show(arguments: argparse.Namespace, language: Language) -> None:
    loaded = load_pack(arguments.pack)
    print(_as_json(loaded) if arguments.json else page(loaded, language, arguments.article))


def _as_json(loaded: LoadedPack) -> str:
    data = {"sha256": loaded.sha256, "pack": loaded.pack.model_dump(mode="json", by_alias=True, exclude_none=True)}
    return json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True)


def _check(arguments: argparse.Namespace, language: Language) -> None:
    """Check every pack and overlay, say so line by line for the sound ones, and refuse with all that is wrong."""
    sound: list[Message] = []
    problems: list[Message] = []
    for job in _jobs(arguments.packs, arguments.overlay):
        try:
            sound.append(job())
        except UsageError:
            raise
        except Refusal as refusal:
            problems += refusal.messages
    for message in sound:
        print(render(message, language))
    if problems:
        raise Refusal(*dict.fromkeys(problems))


def _jobs(packs: list[str], overlays: list[str]) -> Iterator[Callable[[], Message]]:
    """Every pack by itself, then with the overlays given; without names all that are concerned, examples included."""
    # Only now, because running cases brings in the whole of screening, which the other actions do without.
    check: Callable[[str, Sequence[str]], Message] = importlib.import_module("ecopost.cli.policy_cases").check
    tightened = dict.fromkeys(item.overlay.tightens for item in read_overlays(overlays))
    for name in packs or list(tightened) or list(shipped_packs()):
        yield partial(check, name, ())
        if overlays:
            yield partial(check, name, overlays)
        elif not packs:
            yield from (partial(check, name, [str(example)]) for example in shipped_overlays(name))


def _schema(arguments: argparse.Namespace, language: Language) -> None:  # noqa: ARG001 - every action is called alike
    model = Overlay if arguments.overlay else Pack
    print(json.dumps(model.model_json_schema(), ensure_ascii=False, indent=2, sort_keys=True))


ACTIONS: dict[str, Callable[[argparse.Namespace, Language], None]] = {
    "list": _list,
    "show": _show,
    "check": _check,
    "schema": _schema,
}
