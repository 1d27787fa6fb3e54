"""Finds the command, loads nothing but that command's module, and turns refusals into words and exit codes."""

import importlib
import os
import sys
import traceback
from collections.abc import Sequence

from ecopost import __version__
from ecopost.cli.parsing import Parser, listed
from ecopost.foundation.messages import LANGUAGES, Language, render
from ecopost.foundation.refusals import Message, Refusal, UsageError

# Command → module. A command's module holds `add_arguments(parser)` and `run(arguments, language) -> None`;
# it is imported only when the command is called, so that a short answer never waits for a heavy library.
COMMANDS = {
    "screen": "ecopost.cli.screen",
    "screen-one": "ecopost.cli.screen_one",
    "entitle": "ecopost.cli.entitle",
    "deadline": "ecopost.cli.deadline",
    "policy": "ecopost.cli.policy",
    "synth": "ecopost.cli.synth",
}

SUCCESS, FAULT, USAGE, REFUSED = 0, 1, 2, 3


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is 0, 1 (our fault), 2 (wrong usage) or 3 (input refused)."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    language, rest = _language(arguments)
    try:
        return _run(rest, language)
    except UsageError as refusal:
        return _say(refusal, language, USAGE)
    except Refusal as refusal:
        return _say(refusal, language, REFUSED)
    except BrokenPipeError:  # whoever read our output has seen enough
        sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115  (nothing more to flush at the end)
        return SUCCESS
    except Exception:  # noqa: BLE001  (the last line of defence: whatever it is, say so in words)
        traceback.print_exc()
        return _say(Refusal(Message("cli.our-fault", version=__version__)), language, FAULT)


def _language(arguments: list[str]) -> tuple[Language, list[str]]:
    """Take `--lang` from the front; otherwise `ECOPOST_LANG`; otherwise Chinese. An unknown language is Chinese."""
    chosen = os.environ.get("ECOPOST_LANG") or "zh"
    if arguments[:1] == ["--lang"] and len(arguments) > 1:
        chosen, arguments = arguments[1], arguments[2:]
    elif arguments and arguments[0].startswith("--lang="):
        chosen, arguments = arguments[0].removeprefix("--lang="), arguments[1:]
    for language in LANGUAGES:
        if chosen == language:
            return language, arguments
    raise SystemExit(_say(UsageError(Message("cli.unknown-language", given=chosen)), "zh", USAGE))


def _run(arguments: list[str], language: Language) -> int:
    if arguments[:1] == ["--version"]:
        print(__version__)
        return SUCCESS
    if not arguments or arguments[0] in ("-h", "--help"):
        print(_overview(language), file=sys.stdout if arguments else sys.stderr)
        return SUCCESS if arguments else USAGE
    name = arguments[0]
    if name not in COMMANDS:
        raise UsageError(Message("cli.unknown-command", given=name, known=listed(*COMMANDS)))
    command = importlib.import_module(COMMANDS[name])
    parser = Parser(f"ecopost {name}", _help(name, language), language)
    command.add_arguments(parser)
    command.run(parser.parse_args(arguments[1:]), language)
    return SUCCESS


def _help(name: str, language: Language) -> str:
    return render(Message(f"cli.help-{name}"), language)


def _overview(language: Language) -> str:
    width = max(map(len, COMMANDS))
    lines = [f"  {name:<{width}}  {_help(name, language)}" for name in COMMANDS]
    return "\n".join(
        [render(Message("cli.overview"), language), "", *lines, "", render(Message("cli.overview-end"), language)]
    )


def _say(refusal: Refusal, language: Language, code: int) -> int:
    for message in refusal.messages:
        print(render(message, language), file=sys.stderr)
    return code


def entry() -> None:
    """The console script."""
    raise SystemExit(main())
