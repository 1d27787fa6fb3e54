"""What a finding's sentence may name is exactly what the evidence of its kind fills in."""

from collections.abc import Iterator

import pytest

from ecopost.foundation.messages import LANGUAGES
from ecopost.policy.cases import CaseTable, ScreeningCase, read_cases, screening_input
from ecopost.policy.loading import PACKS, LoadedPack, load_pack, shipped_packs
from ecopost.policy.values import Text, placeholders_in
from ecopost.screening.single import screen_people
from ecopost.screening.words import Wording


def saying_everything(pack: str) -> LoadedPack:
    """The pack, the sentence of every rule replaced by one that names all its placeholders."""
    loaded = load_pack(pack)
    rules = []
    for rule in loaded.pack.rules:
        sentence = "; ".join(f"{name}=<{{{name}}}>" for name in sorted(rule.placeholders))
        assert set(placeholders_in(sentence)) == rule.placeholders
        rules.append(rule.model_copy(update={"finding": Text(zh=sentence, en=sentence)}))
    return LoadedPack(loaded.pack.model_copy(update={"rules": tuple(rules)}), loaded.sha256, loaded.path)


def one_case_for_every_rule(table: CaseTable) -> Iterator[ScreeningCase]:
    seen = {"unchecked"}
    for case in table.screening:
        rules = {name.partition(":")[0] for name in case.expected.findings if not name.endswith(":unchecked")}
        if rules - seen:
            seen |= rules
            yield case


@pytest.mark.parametrize("pack", shipped_packs())
def test_every_placeholder_of_every_kind_is_filled_in(pack: str) -> None:
    loaded = saying_everything(pack)
    table, _ = read_cases(PACKS / pack / "cases.toml", loaded)
    said: set[str] = set()
    for case in one_case_for_every_rule(table):
        given = screening_input(case, table, loaded)
        (result, *_) = screen_people(loaded, table.year, [given.person, *given.others], given.registers)
        for finding in result["findings"]:
            for language in LANGUAGES:
                words = Wording(loaded, language).finding(finding["rule"], finding["effect"], finding["evidence"])
                assert "<>" not in words
                assert "<None>" not in words
                said.add(finding["rule"])
    assert said == {rule.id for rule in loaded.pack.rules}


def test_the_shipped_packs_use_every_kind_of_rule() -> None:
    kinds = {type(rule) for pack in shipped_packs() for rule in load_pack(pack).pack.rules}
    everything = {kind.__name__ for kind in kinds}
    assert everything == {
        "ValidIdNumber", "InRegister", "NotInRegister", "NameInRegister", "InAnyRegister", "AgeBetween", "GradeNotIn",
        "NoOtherCategory", "ListedOnce", "HouseholdCap", "AtMostPer", "SameDivision",
    }  # fmt: skip


@pytest.mark.parametrize("pack", shipped_packs())
def test_a_shipped_pack_stands_in_the_folder_of_its_name(pack: str) -> None:
    assert load_pack(pack).pack.id == pack
