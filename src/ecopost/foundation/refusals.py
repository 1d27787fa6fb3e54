"""What the program says when it refuses input: a code and its parameters, put into words only at the door."""

from collections.abc import Iterable
from dataclasses import dataclass


class Message:
    """One sentence to people, named `<room>.<code>`; its words stand in `<room>/messages.toml`."""

    __slots__ = ("code", "params")

    def __init__(self, code: str, **params: object) -> None:
        self.code = code
        self.params = params

    def __repr__(self) -> str:
        inside = "".join(f", {name}={value!r}" for name, value in self.params.items())
        return f"Message({self.code!r}{inside})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and (self.code, self.params) == (other.code, other.params)

    def __hash__(self) -> int:
        return hash((self.code, tuple(sorted((name, str(value)) for name, value in self.params.items()))))


class Refusal(Exception):  # noqa: N818  (a refusal is an answer, not an error of the program)
    """Input the program will not work on (exit code 3). Carries every reason found, not only the first."""

    def __init__(self, *messages: Message) -> None:
        super().__init__(*messages)
        self.messages = messages


class UsageError(Refusal):
    """A call that cannot be meant: an unknown option, policy or path, an impossible value (exit code 2)."""


@dataclass(slots=True)
class Refusals:
    """Collects the reasons against one input, so that its owner can mend all of them in one go."""

    messages: list[Message]

    def __init__(self, messages: Iterable[Message] = ()) -> None:
        self.messages = list(messages)

    def add(self, code: str, **params: object) -> None:
        """Note one more reason."""
        self.messages.append(Message(code, **params))

    def raise_if_any(self) -> None:
        """Refuse with everything noted so far; do nothing if nothing was."""
        if self.messages:
            raise Refusal(*self.messages)
