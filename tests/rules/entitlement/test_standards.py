import pytest

from ecopost.entitlement.standards import standards_of
from ecopost.foundation.messages import render
from ecopost.foundation.refusals import UsageError
from ecopost.policy.loading import load_pack

XIZANG = load_pack("xizang-2026")
GUARDS = load_pack("ngari-relic-guards-2020")


@pytest.mark.parametrize(
    ("given", "category"),
    [
        pytest.param("公路管护=350000", "road", id="Chinese name"),
        pytest.param("road=350000", "road", id="identifier"),
        pytest.param("厕所保洁(含旅游厕所)=350000", "toilet_cleaning", id="synonym"),
        pytest.param("厕所保洁（含旅游厕所）＝３５００００", "toilet_cleaning", id="full-width forms"),
        pytest.param(" 公路\u3000管护 = 350000 ", "road", id="white space"),
        pytest.param("road=0350000", "road", id="a leading zero"),
    ],
)
def test_a_standard_may_name_its_category_in_any_way_the_pack_knows(given: str, category: str) -> None:
    assert standards_of(XIZANG, [given]) == {category: 350_000}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        pytest.param(["=350000"], "standard-of-unknown-category", id="no name"),
        pytest.param(["护林=350000"], "standard-of-unknown-category", id="unknown category"),
        pytest.param(["road"], "standard-out-of-form", id="no amount"),
        pytest.param(["road="], "standard-out-of-form", id="empty amount"),
        pytest.param(["road=0"], "standard-out-of-form", id="nought"),
        pytest.param(["road=-1"], "standard-out-of-form", id="below nought"),
        pytest.param(["road=3500.00"], "standard-out-of-form", id="yuan"),
        pytest.param(["road=3e5"], "standard-out-of-form", id="powers of ten"),
        pytest.param(["road=٣"], "standard-out-of-form", id="digits of another script"),
        pytest.param(["road=" + "9" * 5000], "standard-out-of-form", id="more than all the money there is"),
        pytest.param(["road=1", "公路管护=1"], "standard-twice", id="twice under two names"),
    ],
)
def test_a_standard_that_cannot_be_meant_is_wrong_usage(given: list[str], code: str) -> None:
    with pytest.raises(UsageError) as refusal:
        standards_of(XIZANG, given)
    assert [message.code for message in refusal.value.messages] == [f"entitlement.{code}"]
    assert all(render(message, "en") != render(message, "zh") for message in refusal.value.messages)


def test_the_categories_are_named_once_each_in_the_language_of_the_refusal() -> None:
    with pytest.raises(UsageError) as refusal:
        standards_of(GUARDS, ["护林=1"])
    (message,) = refusal.value.messages
    names = [category.name.zh for category in GUARDS.pack.categories]
    assert f"可用的类别：{'、'.join(names)}。" in render(message)
    assert "Categories: county_site, regional_site." in render(message, "en")


def test_all_wrong_standards_are_named_at_once() -> None:
    with pytest.raises(UsageError) as refusal:
        standards_of(XIZANG, ["x=1", "road=1", "road=2", "water=0"])
    assert len(refusal.value.messages) == 3


def test_a_standard_the_source_fixes_need_not_be_given_and_can_be() -> None:
    assert standards_of(GUARDS, []) == {"county_site": 1_440_000, "regional_site": 1_680_000}
    assert standards_of(GUARDS, ["county_site=1"]) == {"county_site": 1, "regional_site": 1_680_000}
