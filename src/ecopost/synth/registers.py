"""The departments' registers: who stands in each, and the rows as departments keep them, the unreadable ones too."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import polars as pl

from ecopost.policy.chapters import Category
from ecopost.synth.draws import Draws
from ecopost.synth.faults import blurred, listed
from ecopost.synth.handwriting import spelled_category, unreadable_ids, written_ids, written_names

_SERVING_ALREADY: Final = Fraction(85, 100)  # of the candidates: renewals
_SERVING_OTHERS: Final = Fraction(5, 100)  # of the other adults
_RELATIVES_LISTED: Final = Fraction(1, 5)  # of the members of a household that is a target group
_DISABLED: Final = Fraction(3, 100)
_TWICE: Final = Fraction(1, 200)
_GRADES: Final = (("1", "2", "一级", "二级", "壹级", "贰级"), ("3", "4", "三级", "四级", "叁级", "肆级"))
GROUPS: Final = ("monitored", "formerly_poor", "low_income")


@dataclass(frozen=True)
class Listing:
    """A register that excludes or calls for review: which share of those of an age (who seek no post) stand in it."""

    register: str
    share: Fraction
    ages: tuple[int, int]
    column: str
    values: tuple[str, ...]


LISTINGS: Final = (
    Listing("deaths", Fraction(1, 80), (1, 200), "death_date", ("{year}-02-11", "{year}-06-30", "{year}-11-05")),
    Listing("public_employees", Fraction(6, 100), (22, 60), "工作单位", ("乡镇人民政府", "县中心小学", "县人民医院")),
    Listing("village_committee", Fraction(2, 100), (20, 65), "职务", ("村党支部书记", "村委会主任", "村委会委员")),
    Listing("village_supervisors", Fraction(1, 100), (20, 65), "职务", ("村务监督委员会主任", "村务监督委员会委员")),
    Listing("village_doctors", Fraction(6, 1000), (20, 65), "村卫生室", ("第一村卫生室", "第二村卫生室")),
    Listing("village_vets", Fraction(3, 1000), (20, 65), "聘用方式", ("县级聘用", "乡级聘用")),
    Listing("science_envoys", Fraction(1, 1000), (20, 65), "专业", ("种植", "养殖", "农机")),
    Listing("students", Fraction(60, 100), (6, 22), "学校", ("县中学", "市职业技术学校", "区内高校")),
    Listing("similar_posts", Fraction(2, 100), (18, 65), "岗位", ("护林员", "草监员")),
    Listing("pensions", Fraction(8, 100), (18, 80), "险种", ("企业职工基本养老保险", "机关事业单位基本养老保险")),
)


def registers(people: pl.DataFrame, categories: Sequence[Category], seed: int, year: int) -> dict[str, pl.DataFrame]:
    """All registers of the pack by identifier. The household register keeps the order of the houses."""
    made = {
        "household": _household(people, seed),
        **{listing.register: _listing(people, listing, seed, year) for listing in LISTINGS},
        **{group: _group(people, group, seed) for group in GROUPS},
        "disability": _disability(people, seed),
        "in_service": _in_service(people, categories, seed),
    }
    return dict(sorted(made.items()))


def _household(people: pl.DataFrame, seed: int) -> pl.DataFrame:
    rows = people.filter(pl.col("fault").ne_missing("household-missing"))
    draws = Draws(seed, rows["i"])
    names = rows["other_name"].zip_with((rows["fault"] == "name-mismatch").fill_null(value=False), rows["name"])
    ids = _ids(rows.with_columns(blur=_rare_resident()), draws, "household")
    number = "H" + rows["home"].cast(pl.String).str.zfill(7)
    # A row without a household leaves a cap open and shrinks a household that has to be counted: only where none is.
    homeless = draws.chance("homeless", Fraction(1, 2000)) & ~rows["candidate"] & (rows["group"] != "low_income")
    unsaid = draws.chance("size unsaid", Fraction(3, 100))
    return rows.select(
        id_number=ids,
        name=written_names(names, draws, "household"),
        household_id=pl.when(~homeless).then(number),
        household_size=pl.when(~unsaid).then(pl.col("size").cast(pl.String)),
        division="division",
    )


def _listing(people: pl.DataFrame, listing: Listing, seed: int, year: int) -> pl.DataFrame:
    name = listing.register
    faults = pl.col("fault", "second")
    draws = Draws(seed, people["i"])
    age = year - people["born"].dt.year()
    others = ~people["candidate"] & draws.chance(name, listing.share) & age.is_between(*listing.ages)
    hazy = pl.col("fault").eq_missing(blurred(name))
    rows = people.with_columns(blur=_rare_resident() | hazy)
    rows = rows.filter(others | pl.any_horizontal(faults.eq_missing(listed(name))) | hazy)
    values = [value.format(year=year - 1) for value in listing.values]
    return _shuffled(rows, seed, name, **{listing.column: Draws(seed, rows["i"]).pick(f"{name} value", values)})


def _group(people: pl.DataFrame, group: str, seed: int) -> pl.DataFrame:
    draws = Draws(seed, people["i"])
    belongs = pl.col("group").str.contains(group, literal=True)
    listed_too = (
        pl.when("candidate")
        .then(pl.col("fault").ne_missing("target-group"))
        .otherwise(draws.chance(group, _RELATIVES_LISTED))
    )
    rows = people.with_columns(blur=_rare_resident()).filter(belongs & listed_too)
    return _shuffled(rows, seed, group)


def _disability(people: pl.DataFrame, seed: int) -> pl.DataFrame:
    draws = Draws(seed, people["i"])
    severe = pl.col("fault").eq_missing("severe-disability")
    unclear = pl.col("fault").eq_missing("unclear-grade")
    rows = people.with_columns(blur=_rare_resident()).filter(draws.chance("disability", _DISABLED) | severe | unclear)
    draws = Draws(seed, rows["i"])
    grades = {"severe": draws.pick("severe grade", _GRADES[0]), "light": draws.pick("light grade", _GRADES[1])}
    light = pl.col("candidate") | (draws.bits("light") % 3 != 0)
    grade = (
        pl.when(unclear).then(pl.lit("不详")).when(~severe & light).then(grades["light"]).otherwise(grades["severe"])
    )
    return _shuffled(rows, seed, "disability", grade=rows.select(grade=grade)["grade"])


def _in_service(people: pl.DataFrame, categories: Sequence[Category], seed: int) -> pl.DataFrame:
    draws = Draws(seed, people["i"])
    renewal = pl.col("candidate") & draws.chance("renewal", _SERVING_ALREADY)
    # Others only where no cap is counted, so that nobody passes one by accident.
    other = pl.col("adult") & ~pl.col("candidate") & (pl.col("group") != "low_income")
    elsewhere, unclear = (pl.col("fault").eq_missing(kind) for kind in ("second-post", "unclear-post"))
    serving = renewal | (other & draws.chance("serving", _SERVING_OTHERS)) | pl.col("neighbour") | elsewhere | unclear
    rows = people.with_columns(blur=_rare_resident()).filter(serving)
    draws = Draws(seed, rows["i"])
    another = (rows["category"] + 1 + draws.below("other post", len(categories) - 1)) % len(categories)
    held = rows.select(pl.when(elsewhere).then(another).otherwise("category")).to_series()
    spelled = spelled_category(held, categories, draws, "in_service")
    post = rows.select(pl.when(unclear).then(pl.lit("待定")).otherwise(spelled)).to_series()
    return _shuffled(rows, seed, "in_service", category=post, division=rows["division"])


def _rare_resident() -> pl.Expr:
    return pl.col("rare") & ~pl.col("candidate")


def _ids(rows: pl.DataFrame, draws: Draws, stream: str) -> pl.Series:
    return unreadable_ids(rows["id_number"], draws, stream).zip_with(
        rows["blur"], written_ids(rows["id_number"], draws, stream)
    )


def _shuffled(rows: pl.DataFrame, seed: int, stream: str, **more: pl.Series) -> pl.DataFrame:
    """The register's rows without order, a few of them twice, as departments' lists are."""
    draws = Draws(seed, rows["i"])
    frame = pl.DataFrame(
        {
            "id_number": _ids(rows, draws, stream),
            "name": written_names(rows["name"], draws, stream),
            **more,
            "lot": draws.bits(f"{stream} order"),
        }
    )
    again = frame.filter(draws.chance(f"{stream} twice", _TWICE))
    return pl.concat([frame, again]).sort("lot", maintain_order=True).drop("lot")
