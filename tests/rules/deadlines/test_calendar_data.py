from datetime import date
from pathlib import Path

import pytest

from ecopost.deadlines.calendars import Announcements, announced, calendar_of
from ecopost.deadlines.data import calendar_from, shipped_calendar
from ecopost.foundation.messages import LANGUAGES, render
from ecopost.foundation.refusals import Message, Refusal
from ecopost.policy import chapters
from ecopost.policy.loading import load_pack, shipped_packs
from ecopost.policy.validation import read_part
from ecopost.policy.values import Text

HEAD = '[[notices]]\nyear = 2031\ntitle = "通知"\nnumber = "一号"\nissued = 2030-11-01\n'


def read(text: str, folder: Path) -> Announcements:
    file = folder / "there.toml"
    file.write_text(text, "utf-8")
    return read_part(file, Announcements, file.name)[0]


def refused(text: str, folder: Path) -> list[tuple[int, Message]]:
    with pytest.raises(Refusal) as refusal:
        read(text, folder)
    for message in refusal.value.messages:
        assert all(render(message, language) for language in LANGUAGES)
    return [(message.params["line"], message.params["problem"]) for message in refusal.value.messages]


def test_every_notice_held_names_its_source() -> None:
    for notice in announced("china"):
        assert notice.title == f"国务院办公厅关于{notice.year}年部分节假日安排的通知"
        assert notice.number.startswith(f"国办发明电〔{notice.issued.year}〕")
        assert notice.issued.year == notice.year - 1


def test_a_new_year_holiday_may_begin_in_the_december_before(tmp_path: Path) -> None:
    text = HEAD + 'holidays = [{ name = "元旦", first = 2030-12-31, last = 2031-01-02, make_up = [2030-12-28] }]'
    notices = [notice.model_dump() for notice in read(text, tmp_path).notices]
    calendar = calendar_from({"starts_after_days": 1}, notices)
    assert calendar.days_off == {date(2030, 12, 31), date(2031, 1, 1), date(2031, 1, 2)}
    assert calendar.make_up == {date(2030, 12, 28)}


@pytest.mark.parametrize(
    ("holidays", "problem"),
    [
        pytest.param(
            '{ name = "元旦", first = 2031-01-01, last = 2031-01-01, make_up = [2031-01-06] }',
            Message("deadlines.make-up-on-a-weekday", day=date(2031, 1, 6)),
            id="a make-up day that is a weekday",
        ),
        pytest.param(
            '{ name = "国庆节", first = 2032-10-01, last = 2032-10-01 }',
            Message("deadlines.outside-its-year", day=date(2032, 10, 1), year=2031),
            id="a day off of another year",
        ),
        pytest.param(
            '{ name = "国庆节", first = 2031-10-01, last = 2031-10-01, make_up = [2030-11-30] }',
            Message("deadlines.outside-its-year", day=date(2030, 11, 30), year=2031),
            id="a make-up day of the year before, not even December",
        ),
        pytest.param(
            '{ name = "甲", first = 2031-01-01, last = 2031-01-02 },'
            ' { name = "乙", first = 2031-01-02, last = 2031-01-02 }',
            Message("deadlines.day-twice", day=date(2031, 1, 2)),
            id="a day off twice",
        ),
        pytest.param(
            '{ name = "元旦", first = 2031-01-04, last = 2031-01-04, make_up = [2031-01-04] }',
            Message("deadlines.day-twice", day=date(2031, 1, 4)),
            id="a day off that is made up",
        ),
        pytest.param(
            '{ name = "元旦", first = 2031-01-02, last = 2031-01-01 }',
            Message("deadlines.no-days-off", name="元旦"),
            id="last before first",
        ),
    ],
)
def test_data_that_contradicts_itself_is_refused_with_its_line(holidays: str, problem: Message, tmp_path: Path) -> None:
    assert refused(f"{HEAD}holidays = [\n{holidays}\n]", tmp_path) == [(7, problem)]


def test_everything_wrong_in_a_calendar_is_named_at_once(tmp_path: Path) -> None:
    holidays = (
        'holidays = [{ name = "元旦", first = 2031-01-01, last = 2031-01-01, make_up = [2031-01-06, 2031-01-05] }]\n'
    )
    found = [(line, problem.code) for line, problem in refused((HEAD + holidays) * 2, tmp_path)]
    assert found == [
        (6, "deadlines.make-up-on-a-weekday"),
        (8, "deadlines.notice-twice"),
        (12, "deadlines.make-up-on-a-weekday"),
        (12, "deadlines.day-twice"),
        (12, "deadlines.day-twice"),
        (12, "deadlines.day-twice"),
    ]


@pytest.mark.parametrize(
    "holidays",
    [
        pytest.param("", id="no holidays"),
        pytest.param("holidays = []", id="an empty list of holidays"),
        pytest.param('holidays = [{ name = "元旦", first = "一月", last = 2031-01-01 }]', id="no date"),
        pytest.param('holidays = [{ name = "元旦", first = 2031-01-01, last = 2031-01-01, makeup = [] }]', id="a typo"),
    ],
)
def test_a_calendar_out_of_form_is_refused(holidays: str, tmp_path: Path) -> None:
    assert refused(HEAD + holidays, tmp_path)


def test_a_pack_that_names_an_unknown_calendar_is_refused() -> None:
    settings = chapters.Calendar(national="atlantis", starts_after_days=1, regional_note=Text(zh="无", en="none"))
    with pytest.raises(Refusal) as refusal:
        calendar_of(settings)
    assert refusal.value.messages == (Message("deadlines.unknown-calendar", given="atlantis"),)


def test_a_pack_that_says_two_things_of_one_regional_day_is_refused() -> None:
    name = Text(zh="藏历新年", en="Losar")
    days = tuple(
        chapters.RegionalDay(day=date(2026, 2, 18), working=working, name=name, notice="虚构通知")
        for working in (True, False)
    )
    settings = chapters.Calendar(national="china", starts_after_days=1, regional=days, regional_note=name)
    with pytest.raises(Refusal) as refusal:
        calendar_of(settings)
    assert refusal.value.messages == (Message("deadlines.regional-day-twice", day=date(2026, 2, 18)),)


@pytest.mark.parametrize("pack", shipped_packs())
def test_a_shipped_calendar_read_unchecked_is_the_one_its_model_proves(pack: str) -> None:
    assert shipped_calendar(pack) == calendar_of(load_pack(pack).pack.calendar)


@pytest.mark.parametrize("name", ["atlantis-2026", "", ".", "..", "xizang-2026/", "../packs/xizang-2026"])
def test_no_other_name_is_a_shipped_calendar(name: str) -> None:
    assert shipped_calendar(name) is None
