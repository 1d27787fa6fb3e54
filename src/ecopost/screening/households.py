"""How many people of one household hold or seek a post, and how many may (A14.4)."""

import narwhals as nw

from ecopost.policy.kinds import HouseholdCap
from ecopost.screening.facts import AGAINST, OPEN, SPEAKS, Frame, RegisterFrames


def household_rows(rule: HouseholdCap, seekers: Frame, homes: RegisterFrames, holders: RegisterFrames | None) -> Frame:
    """The rows of the household register with `members`, `holders`, `cap` and `score` of their household.

    `seekers`: the candidates' `person` keys. Counted are different people with a readable ID number, candidates and
    people in service together. Members: what the row says, else the household's different ID numbers plus its
    unreadable rows. A row without a household leaves the cap open; one over its cap speaks for the finding.
    """
    at_home = (
        homes.rows.filter(~nw.col("household_id").is_null())
        .select("household_id", "person")
        .unique(["household_id", "person"])
    )
    counted = seekers.select("person")
    if holders is not None:
        counted = nw.concat([counted, holders.rows.select("person")])
    held = at_home.join(counted.unique("person"), on="person", how="inner")
    held = held.group_by("household_id").agg(nw.len().alias("holders"))
    readable = at_home.group_by("household_id").agg(nw.len().alias("readable"))
    unread = homes.unreadable.group_by("household_id").agg(nw.len().alias("unread"))

    rows = homes.rows.select("person", "row", "household_id", "members")
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
