"""Findings in words an official reads: the pack's own sentences, filled from the evidence and nothing else."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ecopost.foundation.messages import Language, render
from ecopost.foundation.refusals import Message
from ecopost.foundation.text import without_space
from ecopost.policy.kinds import Rule
from ecopost.policy.loading import LoadedPack
from ecopost.policy.values import Text

_DIGITS = "零一二三四五六七八九"


def chinese_numeral(number: int) -> str:
    """A number from 1 to 99 as articles are numbered: 14 is 十四."""
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else _DIGITS[tens]) + ("十" if tens else "") + (_DIGITS[ones] if ones else "")


class Wording:
    """Puts findings made under one pack into words of one language."""

    def __init__(self, loaded: LoadedPack, language: Language) -> None:
        self.language = language
        self.registers = {item.id: self.of(item.name) for item in loaded.registers}
        self.spellings = loaded.category_names()
        self.categories = {item.id: self.of(item.name) for item in loaded.pack.categories}
        self.rules: dict[tuple[str, str], Rule] = {(rule.id, ""): rule for rule in loaded.pack.rules}
        self.overlays = {item.overlay.id: self.of(item.overlay.title) for item in loaded.overlays}
        for item in loaded.overlays:
            for rule in item.overlay.rules:
                self.rules[rule.id, item.overlay.id] = rule
                self.rules.setdefault((rule.id, ""), rule)

    def of(self, text: Text) -> str:
        """The text in this language; Chinese stands in where there is no other."""
        return text.en if self.language == "en" else text.zh

    def say(self, code: str, **params: object) -> str:
        """One of this room's own sentences."""
        return render(Message(f"screening.{code}", **params), self.language)

    def condition(self, rule_id: str) -> str:
        """What the rule asks for."""
        return self.of(self.rules[rule_id, ""].text)

    def article(self, citation: str) -> str:
        """`A14.2` as officials write it."""
        place, numbers = citation[0], citation[1:].split(".")
        said = numbers if self.language == "en" else [chinese_numeral(int(number)) for number in numbers]
        sentence = self.say(f"citation-{place}", number=said[0])
        return sentence + self.say("citation-item", item=said[1]) if len(said) > 1 else sentence

    def finding(self, rule_id: str, effect: str, values: Mapping[str, Any]) -> str:
        """The sentence about this person. `values` is the finding's evidence."""
        if effect == "unchecked":
            return self._unchecked(rule_id, values)
        overlay = values.get("overlay", "")
        rule = self.rules[rule_id, overlay]
        sentence = self.of(rule.finding).format_map(self._placeholders(rule, values))
        return sentence + self.say("by-overlay", title=self.overlays[overlay]) if overlay else sentence

    def _unchecked(self, rule_id: str, values: Mapping[str, Any]) -> str:
        reasons, rule = [], self.rules[rule_id, ""]
        for item in values.get("unknown", ()):
            own_row = values.get("rows") and item["register"] in rule.columns
            unread = "row-unreadable" if own_row else "name-unreadable"
            code = "not-supplied" if item["reason"] == "not-supplied" else unread
            reasons.append(self.say(code, register=self.registers[item["register"]]))
        reasons = reasons or [self.say("scope-unknown")]
        return self.say("unchecked", condition=self.condition(rule_id), reasons=self.say("and").join(reasons))

    def _placeholders(self, rule: Rule, values: Mapping[str, Any]) -> dict[str, object]:
        names = [self.registers[name] for name in rule.registers]
        rows: Sequence[Mapping[str, Any]] = values.get("rows", ())
        held = dict.fromkeys(self._category(row["category"]) for row in rows if row.get("category"))
        said = {
            "register_name": names[0] if names else "",
            "registers": self.listed(names),
            "rows": self._rows(rows),
            "names": self.listed(values.get("names", ())),
            "with": self.listed(values.get("with", ())),
            "grades": self.listed(sorted({row["grade"] for row in rows if row.get("grade")})),
            "other": self.listed(name for name in held if name != self.categories.get(values.get("category", ""))),
            "category": self.categories.get(values.get("category", ""), ""),
        }
        problem = values.get("problem")
        return {**values, **said, "problem": problem and self.say(f"problem-{problem}")}

    def _rows(self, rows: Sequence[Mapping[str, Any]]) -> str:
        """What the register's rows say, each as `column: value` pairs."""
        between, colon = self.say("list-comma"), self.say("colon")
        said = (
            between.join(
                f"{self._column(name)}{colon}{value}"
                for name, value in row.items()
                if value and name not in ("row", "sheet")
            )
            for row in rows
        )
        return self.say("list-semicolon").join(text for text in dict.fromkeys(said) if text) or self.say("no-details")

    def _category(self, written: str) -> str:
        """A category as the pack names it, or as it is written where the pack does not know it."""
        return self.categories.get(self.spellings.get(without_space(written), ""), written)

    def _column(self, name: str) -> str:
        known = {"name", "grade", "category", "death_date", "household_id", "household_size", "division"}
        return self.say(f"column-{name}") if name in known else name

    def listed(self, items: Iterable[object]) -> str:
        """The items as a list inside a sentence."""
        return self.say("list-comma").join(map(str, items))
