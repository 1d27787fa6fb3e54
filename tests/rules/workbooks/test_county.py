import csv
from pathlib import Path

from ecopost.foundation.text import without_space
from ecopost.workbooks.files import roster_files
from ecopost.workbooks.people import read_register, read_roster
from ecopost.workbooks.specs import register_spec

COUNTY = Path(__file__).parents[2] / "data" / "gar-2026"
CATEGORIES = {
    without_space(name): name
    for name in (
        "林草生态保护",
        "水生态保护",
        "公路管护",
        "村庄保洁",
        "厕所保洁",
        "厕所保洁(含旅游厕所)",
        "地质灾害群测群防",
    )
}


def test_every_row_of_the_made_up_county_is_a_candidate_or_rejected_as_expected() -> None:
    with (COUNTY / "expected.csv").open(encoding="utf-8", newline="") as file:
        expected = {row["candidate_id"]: row for row in csv.DictReader(file)}
    roster = read_roster(roster_files(COUNTY / "rosters")[0], CATEGORIES)
    used = {name for name, row in expected.items() if row["outcome"] != "rejected"}
    malformed = {name for name, row in expected.items() if "id-number" in row["findings"]}
    born_too_late = set(roster.candidates.filter(roster.candidates["birth"].dt.year() >= 2026)["candidate_id"])
    assert set(roster.candidates["candidate_id"]) == used
    assert (
        set(roster.candidates.filter(roster.candidates["flaw"].is_not_null())["candidate_id"]) | born_too_late
        == malformed
    )
    assert roster.rejects.filter(roster.rejects["reason"] != "not-a-person").height == len(expected) - len(used)
    assert {source.as_of for source in roster.sources} == {None, "2026-01-08"}


def test_every_register_of_the_made_up_county_is_read() -> None:
    spec = register_spec("any", ["id_number"], ["name", "grade", "household_id"])
    for path in sorted((COUNTY / "registers").iterdir()):
        register = read_register(path, spec, extras=True)
        assert register.source.used > 30, path.name
        assert register.unreadable.height == register.source.rejected > 0, path.name
