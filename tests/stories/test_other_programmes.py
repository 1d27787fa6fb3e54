"""Two other programmes run on their packs alone: the same commands, no code of their own."""

import csv
from pathlib import Path

import pytest

from ecopost.cli.main import main
from ecopost.foundation.id_numbers import check_character


def id_number(born: str, sequence: int, area: str = "520403") -> str:
    body = f"{area}{born}{sequence:03}"
    return body + check_character(body)


def write(path: Path, header: str, rows: list[tuple[str, ...]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows([header.split(","), *rows])


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def screened(folder: Path, policy: str, year: int) -> dict[str, tuple[str, str]]:
    """Candidate's name in the roster (its 编号) → outcome and findings."""
    arguments = ["screen", "--policy", policy, "--year", str(year), "--roster", str(folder / "花名册.csv")]
    assert main([*arguments, "--registers", str(folder / "registers"), "--out", str(folder / "out")]) == 0
    findings: dict[str, list[str]] = {}
    for row in read(folder / "out" / "findings.csv"):
        findings.setdefault(row["candidate_id"], []).append(f"{row['rule']}:{row['effect']}")
    verdicts = read(folder / "out" / "verdicts.csv")
    return {row["candidate_id"]: (row["outcome"], " ".join(findings.get(row["candidate_id"], []))) for row in verdicts}


def entitled(folder: Path, policy: str, year: int) -> list[tuple[str, str, int, str]]:
    arguments = ["entitle", "--policy", policy, "--year", str(year), "--engagements", str(folder / "聘用.csv")]
    assert main([*arguments, "--assessments", str(folder / "考核.csv"), "--out", str(folder / "pay")]) == 0
    lines = read(folder / "pay" / "entitlements.csv")
    return [(row["engagement_id"], row["period"], int(row["amount_fen"]), row["reason"]) for row in lines]


class TestPingbaRangers:
    """Registered poor, 18 to 60, able to work; assessed and paid by the month out of 10,000 yuan a year."""

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        people = {
            "甲": id_number("19800301", 1), "乙": id_number("19591231", 2), "丙": id_number("20020102", 3),
            "丁": id_number("19850505", 4), "戊": id_number("19900909", 5),
        }  # fmt: skip
        roster = [(name, f"护林{name}", number, "生态护林员", "520403") for name, number in people.items()]
        write(tmp_path / "花名册.csv", "编号,姓名,身份证号,岗位类别,区划代码", roster)
        poor = [(number, f"护林{name}") for name, number in people.items() if name != "丁"]
        write(tmp_path / "registers" / "registered_poor.csv", "身份证号,姓名", poor)
        write(tmp_path / "registers" / "disability.csv", "身份证号,残疾等级", [(people["戊"], "二级")])
        return tmp_path

    def test_selection_keeps_to_its_ages_its_register_and_a_doubt_about_fitness(self, folder: Path) -> None:
        came_to = screened(folder, "pingba-rangers-2020", 2020)
        assert came_to["甲"] == ("eligible", "")
        assert came_to["乙"] == ("eligible", "")
        assert came_to["丙"] == ("ineligible", "age:exclude")
        assert came_to["丁"][0] == "ineligible"
        assert came_to["戊"][0] == "review"

    def test_twelve_passed_months_pay_the_whole_year_and_a_failed_one_pays_nothing(self, tmp_path: Path) -> None:
        write(tmp_path / "聘用.csv", "engagement_id,category,start,end", [("A", "生态护林员", "2020-01-01", "")])
        months = [f"2020M{month:02}" for month in range(1, 13)]
        write(tmp_path / "考核.csv", "engagement_id,period,result", [("A", month, "pass") for month in months])
        paid = entitled(tmp_path, "pingba-rangers-2020", 2020)
        assert sum(amount for _, _, amount, _ in paid) == 1_000_000
        assert [amount for _, _, amount, _ in paid] == [83_333] * 11 + [83_337]

        results = [("A", month, "fail" if month == "2020M05" else "pass") for month in months]
        write(tmp_path / "考核.csv", "engagement_id,period,result", results)
        paid = entitled(tmp_path, "pingba-rangers-2020", 2020)
        assert paid[4] == ("A", "2020M05", 0, "failed")
        assert sum(amount for _, _, amount, _ in paid) == 1_000_000 - 83_333


class TestNgariRelicGuards:
    """25 to 50, from the site's own township, two a site; 1,200 or 1,400 yuan a month by the site's level."""

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        people = {name: id_number(f"19{80 + order}0301", order, "542523") for order, name in enumerate("甲乙丙丁戊")}
        young = id_number("20000102", 90, "542523")
        sites = {"甲": "一号遗址", "乙": "一号遗址", "丙": "二号遗址", "丁": "二号遗址", "戊": "二号遗址"}
        roster = [
            (name, f"看管{name}", number, "县级文物保护单位看管", "542523203201", sites[name])
            for name, number in people.items()
        ]
        roster.append(("己", "看管己", young, "county_site", "542523203201", "三号遗址"))
        write(tmp_path / "花名册.csv", "编号,姓名,身份证号,岗位类别,区划代码,文物点", roster)
        home = {"乙": "542523202201"}
        household = [(number, f"看管{name}", home.get(name, "542523203202")) for name, number in people.items()]
        household.append((young, "看管己", "542523203"))
        write(tmp_path / "registers" / "户籍.csv", "身份证号,姓名,区划代码", household)
        return tmp_path

    def test_selection_looks_at_age_at_the_township_and_at_how_many_a_site_has(self, folder: Path) -> None:
        assert screened(folder, "ngari-relic-guards-2020", 2025) == {
            "甲": ("eligible", ""),
            "乙": ("review", "near-the-site:review"),
            "丙": ("review", "two-per-site:review"),
            "丁": ("review", "two-per-site:review"),
            "戊": ("review", "two-per-site:review"),
            "己": ("ineligible", "age:exclude"),
        }

    def test_a_roster_without_the_site_is_refused_by_the_name_of_the_column(self, folder: Path, capsys) -> None:
        write(folder / "花名册.csv", "姓名,身份证号,岗位类别,区划代码", [("甲", "1", "county_site", "542523")])
        arguments = ["screen", "--policy", "ngari-relic-guards-2020", "--year", "2025", "--out", str(folder / "out")]
        assert main([*arguments, "--roster", str(folder / "花名册.csv"), "--registers", str(folder / "registers")]) == 3
        assert "文物点" in capsys.readouterr().err

    def test_each_level_of_site_pays_its_month_and_a_missing_log_costs_the_decided_part(self, tmp_path: Path) -> None:
        engaged = [
            ("县", "county_site", "2020-01-01", "2020-12-31"),
            ("区", "regional_site", "2020-01-01", "2020-12-31"),
        ]
        write(tmp_path / "聘用.csv", "engagement_id,category,start,end", engaged)
        results = [("县", "2020M01", "pass", ""), ("区", "2020M01", "pass", ""), ("区", "2020M02", "fail", "0.25")]
        write(tmp_path / "考核.csv", "engagement_id,period,result,deduction", results)
        paid = {
            (name, period): (amount, reason)
            for name, period, amount, reason in entitled(tmp_path, "ngari-relic-guards-2020", 2020)
        }
        assert paid["县", "2020M01"] == (120_000, "full")
        assert paid["区", "2020M01"] == (140_000, "full")
        assert paid["区", "2020M02"] == (105_000, "deducted")
        assert paid["县", "2020M02"] == (0, "not-assessed")

    def test_the_preference_for_men_is_not_carried_over_and_the_pack_says_so(self, capsys) -> None:
        assert main(["policy", "show", "ngari-relic-guards-2020"]) == 0
        assert "男" in capsys.readouterr().out
