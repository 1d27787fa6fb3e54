"""A policy pack as a page for people: every part with the article it rests on."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from ecopost.cli.parsing import listed
from ecopost.cli.tables import aligned
from ecopost.foundation.messages import Language, render
from ecopost.foundation.money import yuan
from ecopost.foundation.refusals import Message, UsageError
from ecopost.policy.kinds import BaseRule, Rule
from ecopost.policy.loading import LoadedPack
from ecopost.policy.model import Pack
from ecopost.policy.values import Named, Text

Cells = tuple[str, ...]  # the article first, then what the part is called, then what it says


def page(loaded: LoadedPack, language: Language, article: str | None = None) -> str:
    """The whole pack, or the parts that rest on one article and its items (`A14` takes in `A14.2`).

    UsageError: the pack does not list the article.
    """
    known = [item.id for item in loaded.pack.articles]
    if article is not None and article not in known:
        raise UsageError(Message("cli.policy-no-article", given=article, known=listed(*known)))
    words = _Words(language)
    sections = [
        (words.say(f"policy-part-{name}"), [row for row in rows(loaded.pack, words) if _concerns(row[0], article)])
        for name, rows in _SECTIONS.items()
    ]
    parts = [f"{title}\n{aligned(rows, indent='  ')}" for title, rows in sections if rows]
    return "\n\n".join([*_head(loaded, words), *parts])


def validity(pack: Pack) -> Message:
    """From when, and until when if an end is set, the pack holds."""
    if pack.valid_to is None:
        return Message("cli.policy-valid-from", start=pack.valid_from)
    return Message("cli.policy-valid-between", start=pack.valid_from, end=pack.valid_to)


@dataclass(frozen=True)
class _Words:
    """Says things in the language of the page."""

    language: Language

    def say(self, code: str, **params: object) -> str:
        return render(Message(f"cli.{code}", **params), self.language)

    def text(self, text: Text) -> str:
        return text.en if self.language == "en" else text.zh

    def department(self, pack: Pack, name: str) -> str:
        """A department by its name; a time limit may also lie on the worker."""
        if name == "worker":
            return self.say("policy-worker")
        return next((self.text(item.name) for item in pack.departments if item.id == name), name)


def _concerns(cited: str, article: str | None) -> bool:
    return article is None or cited == article or cited.startswith(f"{article}.")


def _head(loaded: LoadedPack, words: _Words) -> Iterator[str]:
    pack, source = loaded.pack, loaded.pack.source
    number = f"（{source.number}）" if source.number else ""
    yield "\n".join(
        [
            f"{words.text(pack.title)}  {pack.id} {pack.version}",
            words.say("policy-source", title=words.text(source.title), number=number, issued=source.issued),
            words.say("policy-issuer", issuer=words.text(source.issuer)),
            render(validity(pack), words.language),
            f"SHA-256  {loaded.sha256}",
        ]
    )
    if pack.note is not None:
        yield words.text(pack.note)


def _articles(pack: Pack, words: _Words) -> Iterable[Cells]:
    return ((item.id, words.text(item.gist)) for item in pack.articles)


def _categories(pack: Pack, words: _Words) -> Iterator[Cells]:
    for item in pack.categories:
        standard = words.say("policy-standard", yuan=yuan(item.standard_fen)) if item.standard_fen else ""
        department = words.department(pack, item.department)
        yield item.article, item.id, words.text(item.name), " ".join(filter(None, [department, standard]))


def _registers(pack: Pack, words: _Words) -> Iterator[Cells]:
    for item in pack.registers:
        columns = words.say("policy-columns", required=listed(*item.required), optional=listed(*item.optional))
        yield item.article, item.id, words.text(item.name), words.department(pack, item.department), columns


def _roster_columns(pack: Pack, words: _Words) -> Iterable[Cells]:
    return ((item.article, item.id, words.text(item.name), " ".join(item.aliases)) for item in pack.roster_columns)


def _rules(pack: Pack, words: _Words) -> Iterator[Cells]:
    for rule in pack.rules:
        yield rule.article, rule.id, words.say(f"policy-{rule.effect}"), words.text(rule.text)
        if parameters := _parameters(rule):
            yield rule.article, "", "", parameters


def _parameters(rule: Rule) -> str:
    """The rule's own parameters as the pack writes them."""
    own = rule.model_dump(by_alias=True, exclude_none=True, exclude={*BaseRule.model_fields, "kind"})
    return "; ".join(f"{name} = {_written(value)}" for name, value in own.items())


def _written(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name} = {_written(item)}" for name, item in value.items()) + " }"
    return "[" + ", ".join(map(_written, value)) + "]" if isinstance(value, tuple) else str(value)


def _declarations(pack: Pack, words: _Words) -> Iterable[Cells]:
    return (
        (item.article, item.id, words.text(item.name), words.say(f"policy-{item.stated_by}"))
        for item in pack.declarations
    )


def _time_limits(pack: Pack, words: _Words) -> Iterator[Cells]:
    for item in pack.time_limits:
        length = words.say(f"policy-{item.unit}", length=item.length)
        starts = words.say("policy-starts", event=words.text(item.starts))
        yield item.article, words.text(item.name), length, starts, words.department(pack, item.owner)


def _fixed_dates(pack: Pack, words: _Words) -> Iterable[Cells]:
    return (
        (item.article, words.text(item.name), words.say("policy-day", month=item.month, day=item.day))
        for item in pack.fixed_dates
    )


def _numbers(pack: Pack, words: _Words) -> Iterable[Cells]:
    return ((item.article, words.text(item.name), f"{item.value} {item.unit}") for item in pack.parameters)


def _lists(pack: Pack, words: _Words) -> Iterator[Cells]:
    for listing in pack.lists:
        for item in listing.items:
            yield item.article, words.text(listing.name), words.text(item.name)


def _procedures(pack: Pack, words: _Words) -> Iterable[Cells]:
    return (
        (item.article, words.text(item.name), " / ".join(words.text(state.name) for state in item.states))
        for item in pack.procedures
    )


def _courses(pack: Pack, words: _Words) -> Iterable[Cells]:
    return (
        (item.article, words.text(item.name), " → ".join(words.text(desk.name) for desk in item.desks))
        for item in pack.courses
    )


def _assessment(pack: Pack, words: _Words) -> Iterator[Cells]:
    assessment = pack.assessment
    for item in assessment.items:
        yield item.article, words.text(item.name), words.say("policy-veto") if item.veto else ""
    for condition in (*assessment.annual_conditions, *assessment.consequences):
        yield condition.article, words.text(condition.name), ""


def _pay(pack: Pack, words: _Words) -> Iterator[Cells]:
    for item in pack.pay.components:
        share = words.say(f"policy-share-{item.period}", share=item.share)
        yield item.article, words.text(item.name), share, words.say(f"policy-fail-{item.on_fail}")
    yield pack.pay.article, words.text(pack.pay.channel), "", ""


def _readings(pack: Pack, words: _Words) -> Iterable[Cells]:
    return ((item.article, item.parameter, words.text(item.reason)) for item in pack.readings)


def _calendar(pack: Pack, words: _Words) -> Iterator[Cells]:
    for item in pack.calendar.regional:
        yield "", item.day.isoformat(), words.say("policy-working" if item.working else "policy-free"), item.notice
    yield "", words.text(pack.calendar.regional_note)


def _named(field: str) -> Callable[[Pack, _Words], Iterable[Cells]]:
    """A list of things that only have a name."""

    def rows(pack: Pack, words: _Words) -> Iterable[Cells]:
        items: Sequence[Named] = getattr(pack, field)
        return ((item.article, item.id, words.text(item.name)) for item in items)

    return rows


_SECTIONS: dict[str, Callable[[Pack, _Words], Iterable[Cells]]] = {
    "articles": _articles,
    "rules": _rules,
    "declarations": _declarations,
    "categories": _categories,
    "registers": _registers,
    "roster_columns": _roster_columns,
    "time_limits": _time_limits,
    "fixed_dates": _fixed_dates,
    "parameters": _numbers,
    "calendar": _calendar,
    "procedures": _procedures,
    "courses": _courses,
    "assessment": _assessment,
    "pay": _pay,
    "fund_rules": _named("fund_rules"),
    "exit_reasons": _named("exit_reasons"),
    "lists": _lists,
    "inspection_topics": _named("inspection_topics"),
    "archive_contents": _named("archive_contents"),
    "departments": _named("departments"),
    "readings": _readings,
}
