import pytest

from ecopost.foundation import messages
from ecopost.foundation.messages import render
from ecopost.foundation.refusals import Message


@pytest.fixture
def phrasebook(monkeypatch: pytest.MonkeyPatch) -> None:
    approved = {"text": "[bo {who}]", "translator": "t", "source": "s", "approved_at": "2026-01-01"}
    entries = {
        "greet": {"zh": "您好，{who}", "en": "Hello {who}", "bo": approved},
        "part": {"zh": "卓玛", "en": "Drolma"},
    }
    monkeypatch.setattr(messages, "catalogue", lambda _: entries)


@pytest.mark.usefixtures("phrasebook")
class TestRendering:
    def test_chinese_is_what_people_read_first(self) -> None:
        assert render(Message("room.greet", who="次仁")) == "您好，次仁"

    def test_a_message_inside_a_message_speaks_the_same_language(self) -> None:
        assert render(Message("room.greet", who=Message("room.part")), "en") == "Hello Drolma"

    def test_an_approved_tibetan_string_is_used(self) -> None:
        assert render(Message("room.greet", who="x"), "bo") == "[bo x]"

    def test_without_one_the_chinese_stands_in(self) -> None:
        assert render(Message("room.part"), "bo") == "卓玛"
