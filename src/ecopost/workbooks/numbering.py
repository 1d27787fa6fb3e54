"""What each candidate is called in every output (contract "`candidate_id`")."""

import polars as pl

from ecopost.foundation.refusals import Message, Refusal
from ecopost.workbooks.identities import identified


def numbered(candidates: pl.DataFrame) -> tuple[pl.DataFrame, list[Message]]:
    """The candidates of all rosters with `candidate_id`, and the notice if it had to be made up.

    It is the column of that name if over all candidates it has no blank and no repeat; otherwise the data row's
    number, after `FILE STEM/` where several files gave candidates, of which then no two may have one stem. Nor is it
    taken where it holds ID numbers, because those never stand in clear in any output.
    """
    notice: list[Message] = []
    if "candidate_id" in candidates.columns:
        given = candidates["candidate_id"]
        if _any_id_number(given):
            notice = [Message("workbooks.numbered-by-id-numbers")]
        elif not given.null_count() and given.n_unique() == given.len():
            return candidates, []
    files = candidates["file"].unique(maintain_order=True)
    number = pl.col("number").cast(pl.String)
    if len(files) > 1:
        _refuse_one_stem_twice(candidates)
        number = pl.col("stem") + "/" + number
    notice += [Message("workbooks.numbered-by-row" if len(files) < 2 else "workbooks.numbered-by-file")]
    return candidates.with_columns(number.alias("candidate_id")), notice if candidates.height else []


def _any_id_number(given: pl.Series) -> bool:
    """Whether one of the numbers is a person's ID number, its check character and birth date right."""
    whole = given.filter(given.str.contains("^[0-9]{17}[0-9Xx]$")).str.to_uppercase()
    return not identified(whole.to_frame("id_number"))["person"].is_null().all()


def _refuse_one_stem_twice(candidates: pl.DataFrame) -> None:
    files = candidates.select("stem", "file").unique(maintain_order=True)
    doubled = files.group_by("stem", maintain_order=True).agg("file").filter(pl.col("file").list.len() > 1)
    if doubled.height:
        raise Refusal(
            *(Message("workbooks.stem-twice", stem=stem, files="、".join(names)) for stem, names in doubled.rows())
        )
