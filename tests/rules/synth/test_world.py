from dataclasses import fields
from fractions import Fraction
from pathlib import Path

import polars as pl
import pytest

from ecopost.foundation.id_numbers import flaw
from ecopost.foundation.refusals import UsageError
from ecopost.policy.loading import load_pack
from ecopost.screening.engines import polars_engine
from ecopost.screening.screening import Screening, screen
from ecopost.synth.registers import GROUPS
from ecopost.synth.world import POLICY, World, synthesise
from ecopost.synth.writing import write_world

YEAR = 2026
TWO_EACH = Fraction(2)


@pytest.fixture(scope="module")
def world() -> World:
    return synthesise(12_000, seed=1, year=YEAR, findings=Fraction(1, 4))


def _screened(made: World, folder: Path) -> Screening:
    write_world(made, folder)
    registers = {path.stem: path for path in sorted((folder / "registers").iterdir())}
    rosters = [folder / "roster" / "roster.parquet"]
    return screen(load_pack(POLICY), made.year, rosters, registers, polars_engine)


@pytest.mark.parametrize("findings", [Fraction(0), Fraction(1, 4), Fraction(1), Fraction(3, 2), TWO_EACH], ids=str)
def test_a_screening_finds_exactly_what_was_planned(tmp_path: Path, findings: Fraction) -> None:
    made = synthesise(8_000, seed=5, year=YEAR, findings=findings)
    found = _screened(made, tmp_path / "made").findings
    assert found.select("candidate_id", "rule", "effect").sort(pl.all()).equals(made.expected)


def test_every_rule_of_the_pack_is_found_in_a_large_enough_world(world: World) -> None:
    assert set(world.expected["rule"]) == {rule.id for rule in load_pack(POLICY).pack.rules}
    assert set(world.expected["effect"]) == {"exclude", "review", "unchecked"}


def test_about_one_candidate_in_ten_has_a_finding_by_default() -> None:
    made = synthesise(40_000, seed=3, year=YEAR)
    candidates = made.people["candidate"].sum()
    assert candidates == 40_000 * 700_000 // 3_660_000
    assert made.expected["candidate_id"].n_unique() / candidates == pytest.approx(0.1, abs=0.02)


def test_in_the_worst_case_everyone_has_two_findings(world: World) -> None:
    made = synthesise(12_000, seed=1, year=YEAR, findings=TWO_EACH)
    per_candidate = made.expected.group_by("candidate_id").len()["len"]
    assert set(per_candidate) == {2}
    assert made.people["candidate"].sum() == world.people["candidate"].sum()


@pytest.mark.parametrize("part", ["people", "roster", "expected"])
def test_the_same_seed_makes_the_same_people(world: World, part: str) -> None:
    again = synthesise(12_000, seed=1, year=YEAR, findings=Fraction(1, 4))
    assert getattr(again, part).equals(getattr(world, part))


@pytest.mark.parametrize("part", ["people", "roster", "expected"])
def test_another_seed_makes_other_people(world: World, part: str) -> None:
    other = synthesise(12_000, seed=2, year=YEAR, findings=Fraction(1, 4))
    assert not getattr(other, part).equals(getattr(world, part))
    assert other.registers.keys() == world.registers.keys()
    assert not any(other.registers[name].equals(world.registers[name]) for name in world.registers)


def test_every_id_number_is_valid_and_nobody_elses(world: World) -> None:
    numbers = world.people["id_number"]
    assert numbers.n_unique() == len(numbers)
    assert {flaw(number) for number in numbers} == {None}


def test_id_numbers_spell_the_birth_dates(world: World) -> None:
    spelled = world.people["id_number"].str.slice(6, 8).str.to_date("%Y%m%d")
    assert spelled.equals(world.people["born"], check_names=False)


def test_nobody_is_born_in_the_selection_year_or_later(world: World) -> None:
    assert world.people["born"].dt.year().max() == YEAR - 1


def test_members_of_a_household_live_at_one_place_and_are_as_many_as_it_says(world: World) -> None:
    homes = world.people.group_by("home").agg(pl.len(), pl.col("size", "division").unique())
    assert homes.filter(pl.col("size").list.len() != 1, pl.col("division").list.len() != 1).is_empty()
    assert homes.filter(pl.col("len") != pl.col("size").list.first()).is_empty()
    said = world.registers["household"].drop_nulls("household_id").group_by("household_id")
    sizes = said.agg(pl.len(), pl.col("household_size").drop_nulls().cast(pl.Int64).unique())
    assert sizes.filter(pl.col("household_size").list.len() > 1).is_empty()
    assert sizes.filter(pl.col("len") > pl.col("household_size").list.first()).is_empty()


def test_some_sizes_and_some_numbers_are_missing_or_unreadable_as_in_life(world: World) -> None:
    household = world.registers["household"]
    assert 0.01 < household["household_size"].null_count() / household.height < 0.06
    forms = household["id_number"].fill_null("").str.len_chars()
    assert {0, 2, 11, 15, 18, 19} == set(forms)


def test_names_are_typed_with_dots_and_spaces_now_and_then(world: World) -> None:
    assert world.roster["name"].str.contains("[·•]").sum()
    assert world.roster["name"].str.contains("[ \u3000]").sum()


def test_nearly_every_candidate_stands_in_a_target_group(world: World) -> None:
    groups = pl.concat([world.registers[group].select("id_number") for group in GROUPS])
    candidates = world.people.filter("candidate")
    assert candidates.join(groups, on="id_number", how="semi").height / candidates.height > 0.9


def test_most_candidates_serve_already(world: World) -> None:
    candidates = world.people.filter("candidate")
    serving = candidates.join(world.registers["in_service"], on="id_number", how="semi").height
    assert 0.75 < serving / candidates.height < 0.95


def test_the_smallest_world_has_all_its_parts() -> None:
    made = synthesise(100, seed=1, year=YEAR)
    assert made.people.height == 100
    assert made.people["candidate"].sum() == 19
    assert set(made.registers) == {register.id for register in load_pack(POLICY).pack.registers}
    assert all(getattr(made, field.name) is not None for field in fields(made))


def test_candidates_can_be_asked_for_by_number() -> None:
    assert synthesise(1_000, seed=1, year=YEAR, candidates=7).people["candidate"].sum() == 7
    assert synthesise(1_000, seed=1, year=YEAR, candidates=0).roster.height <= 1


@pytest.mark.parametrize(
    ("people", "year", "findings", "candidates", "code"),
    [
        (99, YEAR, Fraction(0), None, "synth.people-out-of-range"),
        (5_000_001, YEAR, Fraction(0), None, "synth.people-out-of-range"),
        (1_000, YEAR, Fraction(21, 10), None, "synth.findings-out-of-range"),
        (1_000, YEAR, Fraction(-1, 10), None, "synth.findings-out-of-range"),
        (1_000, 1900, Fraction(0), None, "synth.year-out-of-range"),
        (1_000, YEAR, Fraction(0), 900, "synth.candidates-out-of-range"),
        (1_000, YEAR, Fraction(0), -1, "synth.candidates-out-of-range"),
    ],
)
def test_what_cannot_be_made_is_wrong_usage(
    people: int, year: int, findings: Fraction, candidates: int | None, code: str
) -> None:
    with pytest.raises(UsageError) as caught:
        synthesise(people, seed=1, year=year, findings=findings, candidates=candidates)
    assert [message.code for message in caught.value.messages] == [code]
