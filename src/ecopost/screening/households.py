"""How many people of one household hold or seek a post, and how many may (A14.4)."""

import narwhals as nw

from ecopost.policy.kinds import HouseholdCap
from ecopost.screening.facts import AGAINST, OPEN, SPEAKS, YES, Frame


def household_rows(rule: HouseholdCap, seekers: Frame, homes: Frame, unreadable: Frame) -> Frame:
    """The rows of `homes` (see `registers.Register`) with `members`, `holders`, `cap` and `score` of their household.

    `seekers`: the candidates' `person` keys. Counted are different people with a readable ID number, candidates and
    people in service together. Members: what the row says, else the household's different ID numbers plus its
    unreadable rows. A row without a household leaves the cap open; one over its cap speaks for the finding.
    """
    holds = f"in_{rule.holders}"
    at_home = homes.filter(~nw.col("household_id").is_null()).select("household_id", "person", holds).unique()
    seeking = seekers.select("person").unique().with_columns(seeking=YES)
    held = at_home.join(seeking, on="person", how="left").filter(nw.col(holds) | ~nw.col("seeking").is_null())
    held = held.group_by("household_id").agg(nw.len().alias("holders"))
    readable = at_home.group_by("household_id").agg(nw.len().alias("readable"))
    unread = unreadable.group_by("household_id").agg(nw.len().alias("unread"))

    rows = homes.select("person", "household_id", "members")
    for facts in (held, readable, unread):
        rows = rows.join(facts, on="household_id", how="left")
    counted_members = nw.col("readable") + nw.coalesce(nw.col("unread"), nw.lit(0))
    rows = rows.with_columns(members=nw.coalesce(nw.col("members"), counted_members).cast(nw.Int64))
    rows = rows.with_columns(cap=_cap(rule), holders=nw.coalesce(nw.col("holders"), nw.lit(0)).cast(nw.Int64))
    score = (
        nw.when(nw.col("household_id").is_null())
        .then(nw.lit(OPEN))
        .when(nw.col("holders") > nw.col("cap"))
        .then(nw.lit(SPEAKS))
        .otherwise(nw.lit(AGAINST))
    )
    return rows.with_columns(score=score)


def _cap(rule: HouseholdCap) -> nw.Expr:
    posts: nw.Expr = nw.lit(rule.caps[-1].posts)
    for cap in reversed(rule.caps[:-1]):
        posts = nw.when(nw.col("members") <= cap.members_up_to).then(nw.lit(cap.posts)).otherwise(posts)
    return posts.cast(nw.Int64)
