"""What both screenings written by hand know of xizang-2026: categories, grades, lists, what only asks for review."""

CATEGORIES = {
    "林草生态保护": 0,
    "水生态保护": 1,
    "公路管护": 2,
    "村庄保洁": 3,
    "厕所保洁": 4,
    "厕所保洁(含旅游厕所)": 4,
    "地质灾害群测群防": 5,
}
GRADES = {"1": 1, "2": 2, "3": 3, "4": 4} | {
    f"{sign}级": grade for signs in ("一二三四", "壹贰叁肆") for grade, sign in enumerate(signs, 1)
}
# Rule → register that excludes (or, for pensions, calls for review).
LISTED = {
    "deceased": "deaths",
    "public-employee": "public_employees",
    "village-committee": "village_committee",
    "village-supervisor": "village_supervisors",
    "village-doctor": "village_doctors",
    "village-vet": "village_vets",
    "science-envoy": "science_envoys",
    "student": "students",
    "similar-post": "similar_posts",
    "pension": "pensions",
}
REVIEW = ("id-number", "household-missing", "name-mismatch", "household-cap", "listed-twice", "pension")
