"""What `ecopost screen` is measured against: the rules of xizang-2026 by hand in Polars, for one layout of files.

It reads the same columns of the same Parquet files and comes to the same outcomes, unreadable rows and three-valued
logic included. But it keeps no evidence, names no rejected rows, reads no other files and knows no other policy.

Usage: python benchmarks/handwritten_polars.py ROSTER REGISTERS YEAR OUT
"""

import sys
from pathlib import Path

import polars as pl

from by_hand import CATEGORIES, GRADES, LISTED, REVIEW

SPACE = "[\\s\\u{200b}-\\u{200d}\\u{2060}\\u{feff}]+"
NOISE = "[\\s\\u{200b}-\\u{200d}\\u{2060}\\u{feff}·•.．・‧･]+"
WIDE, NARROW = [chr(code) for code in range(0xFF01, 0xFF5F)], [chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)]
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_VALUES = pl.Series([1, 0, 10, 9, 8, 7, 6, 5, 4, 3, 2], dtype=pl.Int32)

KEY = pl.col("key")
UNKNOWN = pl.lit(None, pl.Boolean)
TRUE, FALSE = pl.lit(value=True), pl.lit(value=False)


def read(path: Path, *columns: str) -> pl.DataFrame:
    """The columns with `key`, a whole number for each sound ID number and null for others, and `born` (yyyymmdd)."""
    rows = pl.read_parquet(path, columns=["id_number", *columns])
    keys = rows.select(packed(pl.col("id_number"))).to_series()
    odd = keys.is_null().arg_true()  # careless typing: mended where there is any
    mended = half_width(rows[odd].select("id_number"), "id_number").select(
        packed(pl.col("id_number").str.replace_all(SPACE, "").str.replace("x", "X", literal=True))
    )
    return sound(rows.with_columns(key=keys.scatter(odd, mended.to_series())))


def half_width(rows: pl.DataFrame, column: str) -> pl.DataFrame:
    if not rows[column].str.contains("[！-～]").any():
        return rows
    return rows.with_columns(pl.col(column).str.replace_many(WIDE, NARROW))


def packed(number: pl.Expr) -> pl.Expr:
    last = pl.when(number.str.ends_with("X")).then(10).otherwise(number.str.tail(1).cast(pl.Int64, strict=False))
    body = number.str.head(17).cast(pl.Int64, strict=False)
    return pl.when(number.str.contains("^[0-9]{17}[0-9X]$")).then(body * 11 + last)


def sound(rows: pl.DataFrame) -> pl.DataFrame:
    """`key` becomes null where check character or birth date are wrong; add `born` as yyyymmdd."""
    parts = rows.select(
        high=(KEY // (11 * 10**9)).cast(pl.Int32),
        low=(KEY // 11 % 10**9).cast(pl.Int32),
        last=(KEY % 11).cast(pl.Int32),
        born=(KEY // 11_000 % 10**8).cast(pl.Int32),
    )
    digits = [pl.col("high") // 10**place % 10 for place in range(7, -1, -1)]
    digits += [pl.col("low") // 10**place % 10 for place in range(8, -1, -1)]
    total = sum((digit * weight for digit, weight in zip(digits, WEIGHTS, strict=True)), pl.lit(0, pl.Int32))
    year, month, day = pl.col("born") // 10_000, pl.col("born") // 100 % 100, pl.col("born") % 100
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    length = pl.when(month == 2).then(28 + leap.cast(pl.Int32)).otherwise(30 + (month + month // 8) % 2)
    possible = (year >= 1) & month.is_between(1, 12) & (day >= 1) & (day <= length)
    right = parts.select(possible & (pl.lit(CHECK_VALUES).gather(total % 11) == pl.col("last"))).to_series()
    return rows.with_columns(parts["born"], key=pl.when(right).then(KEY))


def name_key(column: str = "name") -> pl.Expr:
    name = pl.col(column).str.replace_all(NOISE, "")
    return pl.when(name != "").then(name)


def candidates(path: Path) -> pl.DataFrame:
    """The rows of the roster that are people: c, candidate_id, key, born, bears (the name to compare), post."""
    rows = half_width(read(path, "candidate_id", "name", "category", "division"), "name")
    number = pl.col("id_number").str.replace_all(SPACE, "").fill_null("")
    lost = (number == "") | number.str.contains(r"^[+-]?[0-9]+(\.[0-9]*)?[Ee][+-]?[0-9]+$")
    division = pl.col("division").str.strip_chars().str.contains("^(?:[0-9]{6}|[0-9]{9}|[0-9]{12})$")
    rows = rows.with_columns(post(rows["category"]), bears=name_key())
    empty = rows.filter(KEY.is_null()).filter(lost).select("candidate_id")
    rows = rows.filter(pl.col("post").is_not_null(), pl.col("bears").is_not_null(), division)
    rows = rows.join(empty, on="candidate_id", how="anti", maintain_order="left").with_row_index("c")
    return rows.select("c", "candidate_id", "key", "born", "bears", "post")


def post(categories: pl.Series) -> pl.Series:
    """Categories by number, null where nobody knows them."""
    narrow = str.maketrans("".join(WIDE), "".join(NARROW))
    known = {text: CATEGORIES.get("".join(text.translate(narrow).split())) for text in categories.unique().drop_nulls()}
    return categories.replace_strict(known, default=None, return_dtype=pl.Int8).alias("post")


class Registers:
    """Who stands in which register, gathered register by register and joined to the people once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names: list[str] = []
        self.found: list[pl.DataFrame] = []
        self.doubted: list[pl.DataFrame] = []

    def rows(self, register: str, *columns: str) -> pl.DataFrame:
        """All rows of a register, after noting whom it names."""
        rows = read(self.folder / f"{register}.parquet", *dict.fromkeys(("name", *columns)))
        bit = pl.lit(1 << len(self.names), pl.UInt32).alias("bits")
        self.names.append(register)
        self.found.append(rows.select("key", bit).filter(KEY.is_not_null()))
        unreadable = half_width(rows.filter(KEY.is_null()), "name")
        self.doubted.append(unreadable.select(name_key().alias("bears"), bit).drop_nulls())
        return rows

    def joined(self, people: pl.DataFrame) -> pl.DataFrame:
        """The people with one Boolean column per register, null where membership cannot be known."""
        found = pl.concat(self.found).join(people.select("key"), on="key", how="semi")
        found = found.group_by("key").agg(pl.col("bits").bitwise_or())
        doubted = pl.concat(self.doubted).group_by("bears").agg(pl.col("bits").bitwise_or().alias("doubts"))
        people = people.join(found, on="key", how="left", maintain_order="left")
        people = people.join(doubted, on="bears", how="left", maintain_order="left").with_columns(
            pl.col("bits", "doubts").fill_null(0)
        )
        flags = {
            register: pl.when(pl.col("bits") & (1 << place) != 0)
            .then(TRUE)
            .when(pl.col("doubts") & (1 << place) != 0)
            .then(UNKNOWN)
            .otherwise(FALSE)
            for place, register in enumerate(self.names)
        }
        return people.with_columns(**flags).drop("bits", "doubts")


def strongest(people: pl.DataFrame, rows: pl.DataFrame, score: pl.Expr, name: str) -> pl.DataFrame:
    """The highest score over a person's rows: 2 speaks, 1 is open, 0 speaks against."""
    scored = people.join(rows, on="key", how="inner").select("c", score.alias(name))
    return people.join(scored.group_by("c").max(), on="c", how="left", maintain_order="left")


def three(speaks: pl.Expr, is_open: pl.Expr) -> pl.Expr:
    return pl.when(is_open).then(pl.lit(1, pl.Int8)).when(speaks).then(pl.lit(2, pl.Int8)).otherwise(pl.lit(0, pl.Int8))


def truth(column: str, found: int) -> pl.Expr:
    """Whether the strongest row found something; unknown where it is open."""
    return pl.when(pl.col(column) != 1).then(pl.col(column) == found)


def over_cap(people: pl.DataFrame, household: pl.DataFrame, serving: pl.DataFrame) -> pl.DataFrame:
    """`people` with `cap`: the strongest row of those whose household's posts have to be counted."""
    subject = pl.col("low_income") & ~pl.col("monitored") & ~pl.col("formerly_poor") & pl.col("household")
    subjects = people.filter(subject.fill_null(value=True))
    rows = household.join(subjects.select("key"), on="key", how="semi")
    home = household.join(rows.select("household_id"), on="household_id", how="semi")
    readable = home.filter(KEY.is_not_null()).select("household_id", "key").unique()
    holders = pl.concat([people.select("key"), serving.select("key")])
    counts = (
        readable.join(holders, on="key", how="semi").group_by("household_id").agg(holders=pl.len()),
        readable.group_by("household_id").agg(readable=pl.len()),
        home.filter(KEY.is_null()).group_by("household_id").agg(unread=pl.len()),
    )
    for count in counts:
        rows = rows.join(count, on="household_id", how="left")
    size = pl.col("household_size").str.strip_chars()
    stated = pl.when(size.str.contains("^0*[1-9][0-9]{0,8}$")).then(size.cast(pl.Int64, strict=False))
    members = pl.coalesce(stated, pl.col("readable") + pl.col("unread").fill_null(0))
    over = pl.col("holders").fill_null(0) > pl.when(members <= 4).then(1).otherwise(2)
    rows = rows.select("key", score=three(over, pl.col("household_id").is_null()))
    return people.join(rows.group_by("key").agg(cap=pl.col("score").max()), on="key", how="left", maintain_order="left")


def judged(people: pl.DataFrame, year: int, folder: Path) -> pl.DataFrame:
    """`people` with one Boolean column per rule: true, false or unknown (null)."""
    registers = Registers(folder)
    for register in ("monitored", "formerly_poor", "low_income", *LISTED.values()):
        registers.rows(register)
    disability = registers.rows("disability", "grade").filter(KEY.is_not_null())
    serving = registers.rows("in_service", "category").filter(KEY.is_not_null())
    household = registers.rows("household", "household_id", "household_size")
    household = household.with_columns(pl.col("household_id").str.strip_chars())
    people = registers.joined(people)

    grade = pl.col("grade").str.strip_chars().replace_strict(GRADES, default=None, return_dtype=pl.Int8)
    grades = disability.select("key", grade=grade)
    people = strongest(people, grades, three(pl.col("grade") <= 2, pl.col("grade").is_null()), "severe")
    held = serving.select("key", post(serving["category"]).alias("held"))
    people = strongest(people, held, three(pl.col("held") != pl.col("post"), pl.col("held").is_null()), "other_post")
    at_home = household.join(people.select("key"), on="key", how="semi")
    homes = half_width(at_home.select("key", "name"), "name").select("key", written=name_key())
    people = strongest(people, homes, three(pl.col("written") == pl.col("bears"), pl.col("written").is_null()), "named")
    people = over_cap(people, household, serving)

    age = year - pl.col("born") // 10_000 - (pl.col("born") % 10_000 != 101).cast(pl.Int32)
    subject = pl.col("low_income") & ~pl.col("monitored") & ~pl.col("formerly_poor")
    rules = {
        "household-missing": ~pl.col("household"),
        "name-mismatch": pl.col("household") & truth("named", 0),
        "age": ~age.is_between(16, 68),
        "target-group": ~(pl.col("monitored") | pl.col("formerly_poor") | pl.col("low_income")),
        "severe-disability": pl.col("disability") & truth("severe", 2),
        "household-cap": subject & pl.col("household") & truth("cap", 2),
        "second-post": pl.col("in_service") & truth("other_post", 2),
        "listed-twice": pl.len().over("key") > 1,
        **{rule: pl.col(register) for rule, register in LISTED.items()},
    }
    return people.select("candidate_id", **rules)


def main(roster: Path, registers: Path, year: int, out: Path) -> None:
    """Screen, and write verdicts.csv, verdicts.parquet and flags.parquet (rules by candidates; null is unknown)."""
    people = candidates(roster)
    usable = KEY.is_not_null() & (pl.col("born") < year * 10_000 + 101)
    flags = judged(people.filter(usable), year, registers)
    rules = flags.columns[1:]
    unusable = people.filter(~usable).select("candidate_id", TRUE.alias("id-number"))
    flags = pl.concat([flags, unusable], how="diagonal").with_columns(pl.col("id-number").fill_null(value=False))
    flags = flags.with_columns(pl.when("id-number").then(FALSE).otherwise(rule).alias(rule) for rule in rules)
    everything = ["id-number", *rules]
    outcome = (
        pl.when(pl.any_horizontal(rule for rule in everything if rule not in REVIEW))
        .then(pl.lit("ineligible"))
        .when(pl.any_horizontal(rule for rule in everything if rule in REVIEW))
        .then(pl.lit("review"))
        .when(pl.any_horizontal(pl.col(everything).is_null()))
        .then(pl.lit("unchecked"))
        .otherwise(pl.lit("eligible"))
    )
    flags = flags.with_columns(outcome=outcome).sort("candidate_id")
    out.mkdir(parents=True, exist_ok=True)
    verdicts = flags.select("candidate_id", "outcome")
    verdicts.write_csv(out / "verdicts.csv")
    verdicts.write_parquet(out / "verdicts.parquet")
    flags.filter(pl.col("outcome") != "eligible").drop("outcome").write_parquet(out / "flags.parquet")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
