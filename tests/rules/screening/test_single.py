import pytest

from ecopost.foundation.refusals import Refusal, UsageError
from ecopost.screening.single import screen_one


def test_a_register_nobody_named_was_not_supplied(county) -> None:
    county.candidate()
    result = screen_one(county.loaded, 2026, county.people[0], {})
    assert result["outcome"] == "unchecked"
    assert {finding["effect"] for finding in result["findings"]} == {"unchecked"}


def test_a_register_the_pack_does_not_know_is_wrong_usage(county) -> None:
    county.candidate()
    with pytest.raises(UsageError):
        screen_one(county.loaded, 2026, county.people[0], {"deaf": []})


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("name", "", "empty-name"),
        ("category", "护边员", "unknown-category"),
        ("division", "54", "bad-division"),
        ("id_number", "", "empty-id-number"),
    ],
)
def test_a_person_a_roster_would_reject_is_refused_with_the_reason(
    county, column: str, value: str, reason: str
) -> None:
    county.candidate()
    with pytest.raises(Refusal) as refused:
        screen_one(county.loaded, 2026, county.people[0] | {column: value}, {})
    assert [message.params["reason"].code for message in refused.value.messages] == [f"workbooks.reject-{reason}"]
