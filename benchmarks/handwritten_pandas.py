"""The same job by hand in pandas, vectorised, for one layout of files: verdicts, and findings with their grounds.

It reads and decides as handwritten_polars.py does, and then tells each finding's grounds as plainly as can be.

Text is held as pandas 2 reads it (Python strings), or in Arrow where that is asked for; numbers are NumPy's.
Usage: python benchmarks/handwritten_pandas.py ROSTER REGISTERS YEAR OUT [arrow]
"""

import json
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np
import pandas as pd

from by_hand import CATEGORIES, GRADES, LISTED, REVIEW

WITH_ROWS = {
    "severe-disability": ("disability",),
    "second-post": ("in_service",),
    "name-mismatch": ("household",),
    "household-cap": ("household",),
}
_WHITE = "\\s\u0085\u00a0\u1680\u2000-\u200d\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
SPACE = f"[{_WHITE}]+"
NOISE = f"[{_WHITE}·•.．・‧･]+"
NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_VALUES = np.array([1, 0, 10, 9, 8, 7, 6, 5, 4, 3, 2])
NO_KEY = -1
BACKEND = {"dtype_backend": "pyarrow"} if sys.argv[5:] == ["arrow"] else {}

# Three-valued logic: 1 true, 0 unknown, -1 false; "and" is the smaller, "or" the larger, "not" the opposite.
Truth = np.ndarray
TRUE, OPEN, FALSE = np.int8(1), np.int8(0), np.int8(-1)


def read(path: Path, *columns: str) -> pd.DataFrame:
    """The columns with `key`, a whole number for each sound ID number and NO_KEY for others, and `born` (yyyymmdd)."""
    rows = pd.read_parquet(path, columns=["id_number", *columns], **BACKEND)
    rows["key"] = packed(rows["id_number"])
    odd = np.flatnonzero(rows["key"] == NO_KEY)  # careless typing: mended where there is any
    mended = (
        half_width(rows["id_number"].iloc[odd]).str.replace(SPACE, "", regex=True).str.replace("x", "X", regex=False)
    )
    keys = rows["key"].to_numpy(copy=True)
    keys[odd] = packed(mended)
    rows["born"] = keys // 11_000 % 10**8
    rows["key"] = np.where(sound(keys, rows["born"].to_numpy()), keys, NO_KEY)
    return rows


def half_width(text: pd.Series) -> pd.Series:
    wide = text.str.contains("[！-～]", regex=True, na=False)
    return text.mask(wide, text[wide].astype(object).str.translate(NARROW).astype(text.dtype)) if wide.any() else text


def packed(number: pd.Series) -> np.ndarray:
    formed = number.str.fullmatch("[0-9]{17}[0-9X]", na=False).to_numpy(dtype=bool)
    right = number[formed]
    keys = np.full(len(number), NO_KEY, dtype=np.int64)
    keys[formed] = whole(right.str.slice(0, 17)) * 11 + whole(
        right.str.slice(17, 18).str.replace("X", "10", regex=False)
    )
    return keys


def whole(text: pd.Series) -> np.ndarray:
    return text.astype("int64[pyarrow]" if BACKEND else np.int64).to_numpy(dtype=np.int64)


def sound(keys: np.ndarray, born: np.ndarray) -> np.ndarray:
    """Whether check character and birth date are right."""
    body = keys // 11
    high, low = (body // 10**9).astype(np.int32), (body % 10**9).astype(np.int32)
    total = np.zeros(len(keys), dtype=np.int32)
    for place, weight in enumerate(WEIGHTS):
        part = high // 10 ** (7 - place) if place < 8 else low // 10 ** (16 - place)
        total += part % 10 * weight
    year, month, day = born // 10_000, born // 100 % 100, born % 100
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    length = np.where(month == 2, 28 + leap, 30 + (month + month // 8) % 2)
    possible = (year >= 1) & (month >= 1) & (month <= 12) & (day >= 1) & (day <= length)
    return (keys != NO_KEY) & possible & (CHECK_VALUES[total % 11] == keys % 11)


def name_key(name: pd.Series) -> pd.Series:
    bare = half_width(name).str.replace(NOISE, "", regex=True)
    return bare.mask(bare == "")


def post(categories: pd.Series) -> np.ndarray:
    """Categories by number, -1 where nobody knows them."""
    known = {text: CATEGORIES.get("".join(text.translate(NARROW).split()), -1) for text in categories.dropna().unique()}
    return categories.map(known).fillna(-1).to_numpy(dtype=np.int8)


def candidates(path: Path) -> pd.DataFrame:
    """The rows of the roster that are people: candidate_id, key, born, bears (the name to compare), post."""
    rows = read(path, "candidate_id", "name", "category", "division")
    number = rows["id_number"].str.replace(SPACE, "", regex=True).fillna("")
    lost = (number == "") | number.str.fullmatch(r"[+-]?[0-9]+(\.[0-9]*)?[Ee][+-]?[0-9]+")
    division = rows["division"].str.strip().str.fullmatch("(?:[0-9]{6}|[0-9]{9}|[0-9]{12})", na=False)
    rows["post"] = post(rows["category"])
    rows["bears"] = name_key(rows["name"])
    kept = ~lost & division & (rows["post"] != -1) & rows["bears"].notna()
    return rows.loc[kept, ["candidate_id", "key", "born", "bears", "post"]].reset_index(drop=True)


class Registers:
    """Reads registers and says of each candidate whether they stand in them."""

    def __init__(self, folder: Path, people: pd.DataFrame) -> None:
        self.folder = folder
        self.people = people
        self.members: dict[str, Truth] = {}
        self.read: dict[str, pd.DataFrame] = {}

    def rows(self, register: str, *columns: str) -> pd.DataFrame:
        """All rows of a register; notes whom it names."""
        rows = read(self.folder / f"{register}.parquet", *dict.fromkeys(("name", *columns)))
        readable = rows["key"] != NO_KEY
        found = self.people["key"].isin(rows.loc[readable, "key"]).to_numpy()
        doubted = self.people["bears"].isin(name_key(rows.loc[~readable, "name"]).dropna()).to_numpy(dtype=bool)
        self.members[register] = np.where(found, TRUE, np.where(doubted, OPEN, FALSE))
        self.read[register] = rows
        return rows


def strongest(people: pd.DataFrame, rows: pd.DataFrame, score: np.ndarray) -> Truth:
    """The highest score over each person's rows (1 speaks, 0 is open, -1 against); `rows` has the person's `c`."""
    best = pd.Series(score).groupby(rows["c"].to_numpy()).max()
    return best.reindex(people.index, fill_value=FALSE).to_numpy(dtype=np.int8)


def joined(people: pd.DataFrame, rows: pd.DataFrame, *own: str) -> pd.DataFrame:
    return people[["key", *own]].rename_axis("c").reset_index().merge(rows, on="key")


def three(speaks: np.ndarray, is_open: np.ndarray) -> Truth:
    return np.where(is_open, OPEN, np.where(speaks, TRUE, FALSE))


def over_cap(people: pd.DataFrame, subjects: Truth, household: pd.DataFrame, serving: pd.DataFrame) -> Truth:
    """For each person the strongest of the rows whose household's posts have to be counted."""
    asked = people.loc[subjects != FALSE, "key"]
    rows = household[household["key"].isin(asked)]
    home = household[household["household_id"].isin(rows["household_id"].dropna().unique())]
    readable = home.loc[home["key"] != NO_KEY, ["household_id", "key"]].drop_duplicates()
    holding = readable["key"].isin(people["key"]) | readable["key"].isin(serving["key"])
    holders = readable[holding].groupby("household_id").size()
    members = readable.groupby("household_id").size()
    unread = home[home["key"] == NO_KEY].groupby("household_id").size()
    homes = rows["household_id"]
    size = rows["household_size"].str.strip()
    stated = pd.to_numeric(size.where(size.str.fullmatch("0*[1-9][0-9]{0,8}", na=False)))
    counted = homes.map(members).fillna(0) + homes.map(unread).fillna(0)
    size = stated.fillna(counted).to_numpy(dtype=np.int64)
    over = homes.map(holders).fillna(0).to_numpy(dtype=np.int64) > np.where(size <= 4, 1, 2)
    scored = rows[["key"]].assign(score=three(over, homes.isna().to_numpy(dtype=bool)))
    matched = joined(people, scored)
    return strongest(people, matched, matched["score"].to_numpy())


def findings(people: pd.DataFrame, rules: dict[str, Truth], registers: Registers) -> pd.DataFrame:
    """Each finding with the candidate's own values and the rows of the rule's registers as JSON."""
    parts = []
    for rule, truth in rules.items():
        found = people[truth != FALSE]
        rows: dict[int, list[dict[str, object]]] = defaultdict(list)
        for register in WITH_ROWS.get(rule, (LISTED[rule],) if rule in LISTED else ()):
            said = registers.read[register]
            said = said[said["key"].isin(found["key"])]
            for key, record in zip(
                said["key"], said.drop(columns=["id_number", "key"]).to_dict("records"), strict=True
            ):
                rows[key].append(record)
        own = found[["key", "born", "bears", "post"]].to_dict("records")
        told = [
            json.dumps({**values, "rows": rows[values["key"]]}, ensure_ascii=False, sort_keys=True, default=str)
            for values in own
        ]
        parts.append(found[["candidate_id"]].assign(rule=rule, evidence=told))
    return pd.concat(parts).sort_values(["candidate_id", "rule"], ignore_index=True)


def judged(people: pd.DataFrame, year: int, registers: Registers) -> dict[str, Truth]:
    """For each rule whether it holds for each of the people: true, unknown or false."""
    member = registers.members
    for register in ("monitored", "formerly_poor", "low_income", *LISTED.values()):
        registers.rows(register)
    disability = joined(people, registers.rows("disability", "grade"))
    serving = registers.rows("in_service", "category")
    serving = serving[serving["key"] != NO_KEY]
    household = registers.rows("household", "household_id", "household_size")
    household["household_id"] = household["household_id"].str.strip()

    grade = disability["grade"].str.strip().map(GRADES).to_numpy(dtype=float, na_value=np.nan)
    severe = strongest(people, disability, three(grade <= 2, np.isnan(grade)))
    held = joined(people, serving, "post")
    other = post(held["category"])
    elsewhere = strongest(people, held, three(other != held["post"].to_numpy(), other == -1))
    at_home = joined(people, household[["key", "name"]], "bears")
    written = name_key(at_home["name"])
    same = (written == at_home["bears"]).fillna(value=False).to_numpy(dtype=bool)
    named = strongest(people, at_home, three(same, written.isna().to_numpy(dtype=bool)))
    groups = member["low_income"], -member["monitored"], -member["formerly_poor"]
    subjects = np.minimum.reduce([*groups, member["household"]])

    born = people["born"].to_numpy()
    age = year - born // 10_000 - (born % 10_000 != 101)
    return {
        "household-missing": -member["household"],
        "name-mismatch": np.minimum(member["household"], -named),
        "age": np.where((age < 16) | (age > 68), TRUE, FALSE),
        "target-group": -np.maximum.reduce([member["monitored"], member["formerly_poor"], member["low_income"]]),
        "severe-disability": np.minimum(member["disability"], severe),
        "household-cap": np.minimum(subjects, over_cap(people, subjects, household, serving)),
        "second-post": np.minimum(member["in_service"], elsewhere),
        "listed-twice": np.where(people["key"].duplicated(keep=False), TRUE, FALSE),
        **{rule: member[register] for rule, register in LISTED.items()},
    }


def main(roster: Path, registers: Path, year: int, out: Path) -> None:
    """Screen, and write verdicts, grounds and flags.parquet (rules by candidates; null is unknown)."""
    everybody = candidates(roster)
    usable = (everybody["key"] != NO_KEY) & (everybody["born"] < year * 10_000 + 101)
    people = everybody[usable].reset_index(drop=True)
    read_registers = Registers(registers, people)
    rules = judged(people, year, read_registers)
    flags = pd.concat([people[["candidate_id"]].assign(**rules), everybody.loc[~usable, ["candidate_id"]]])
    flags["id-number"] = np.repeat([FALSE, TRUE], [len(people), len(everybody) - len(people)])
    flags = flags.fillna(dict.fromkeys(rules, FALSE)).sort_values("candidate_id", ignore_index=True)
    truths = {rule: flags[rule].to_numpy() for rule in (*rules, "id-number")}
    excluded = np.maximum.reduce([truth for rule, truth in truths.items() if rule not in REVIEW]) == TRUE
    doubtful = np.maximum.reduce([truth for rule, truth in truths.items() if rule in REVIEW]) == TRUE
    unknown = np.logical_or.reduce([truth == OPEN for truth in truths.values()])
    names = ["ineligible", "review", "unchecked"]
    flags["outcome"] = np.select([excluded, doubtful, unknown], names, "eligible")
    out.mkdir(parents=True, exist_ok=True)
    flags[["candidate_id", "outcome"]].to_csv(out / "verdicts.csv", index=False)
    flags[["candidate_id", "outcome"]].to_parquet(out / "verdicts.parquet", index=False)
    told = findings(people, rules, read_registers)
    told.to_csv(out / "grounds.csv", index=False)
    told.to_parquet(out / "grounds.parquet", index=False)
    found = flags[flags["outcome"] != "eligible"]
    holds = {rule: found[rule].map({1: True, -1: False}).astype("boolean") for rule in truths}
    found[["candidate_id"]].assign(**holds).to_parquet(out / "flags.parquet", index=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
