"""The smallest sound pack and overlay, for tests that break them in one place at a time."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

PACK = """\
id = "tiny-2026"
version = "1.0.0"
valid_from = 2026-01-01
declarations = []
procedures = []
exit_reasons = []
time_limits = []
title = { zh = "小包", en = "Tiny" }
articles = [
    { id = "A1", gist = { zh = "一", en = "one" } },
    { id = "A2", gist = { zh = "二", en = "two" } },
]

[source]
title = { zh = "小办法", en = "Tiny measures" }
issuer = { zh = "某局", en = "Some office" }
issued = 2026-01-01

[[departments]]
id = "office"
name = { zh = "某局", en = "Some office" }
article = "A1"

[[categories]]
id = "road"
name = { zh = "公路管护", en = "Roads" }
department = "office"
article = "A1"

[[categories]]
id = "water"
name = { zh = "水生态保护", en = "Water" }
synonyms = ["水 管"]
department = "office"
article = "A1"

[[registers]]
id = "homes"
name = { zh = "户籍", en = "Homes" }
aliases = ["户口"]
department = "office"
required = ["id_number", "household_id"]
optional = ["name"]
article = "A1"

[[registers]]
id = "poor"
name = { zh = "脱贫", en = "Poor" }
department = "office"
article = "A1"

[[registers]]
id = "serving"
name = { zh = "在岗", en = "Serving" }
department = "office"
required = ["id_number", "category"]
article = "A1"

[[rules]]
id = "id-number"
kind = "valid_id_number"
effect = "review"
article = "A1"
text = { zh = "号码有效", en = "a valid number" }
finding = { zh = "号码无效", en = "not valid" }

[[rules]]
id = "age"
kind = "age_between"
effect = "exclude"
article = "A2"
minimum = 16
maximum = 68  # both included
text = { zh = "十六到六十八", en = "16 to 68" }
finding = { zh = "{age}岁", en = "aged {age}" }

[[rules]]
id = "household-cap"
kind = "household_cap"
effect = "review"
article = "A2"
only = "poor"
holders = "serving"
households = "homes"
caps = [
    { members_up_to = 4, posts = 1 },
    { posts = 2 },
]
text = { zh = "限岗", en = "cap" }
finding = { zh = "超限", en = "over" }

[calendar]
national = "china"
starts_after_days = 1
regional_note = { zh = "无", en = "none" }

[assessment]
every = "quarter"
group = ["office"]
annual_conditions = []
consequences = []

[[assessment.items]]
id = "duties"
name = { zh = "履职", en = "duties" }
article = "A1"

[pay]
article = "A2"
channel = { zh = "一卡通", en = "card" }

[[pay.components]]
id = "base"
name = { zh = "基础", en = "base" }
article = "A2"
share = 70
period = "quarter"
on_fail = "nothing"

[[pay.components]]
id = "performance"
name = { zh = "绩效", en = "performance" }
article = "A2"
share = 30
period = "year"
on_fail = "deduct"
"""

OVERLAY = """\
id = "strict-2026"
tightens = "tiny-2026"
title = { zh = "从严", en = "Stricter" }
document = "某局细则"
valid_from = 2026-02-01
categories = ["road"]

[[registers]]
id = "accidents"
name = { zh = "事故", en = "Accidents" }
department = "office"
article = "A2"

[[rules]]
id = "age"
kind = "age_between"
effect = "exclude"
article = "A2"
minimum = 16
maximum = 60
text = { zh = "十六到六十", en = "16 to 60" }
finding = { zh = "超龄", en = "too old" }

[[rules]]
id = "no-accident"
kind = "not_in_register"
effect = "exclude"
article = "A2"
register = "accidents"
text = { zh = "无事故", en = "no accident" }
finding = { zh = "有事故", en = "an accident" }
"""

Write = Callable[..., str]


@pytest.fixture
def pack_text() -> str:
    return PACK


@pytest.fixture
def overlay_text() -> str:
    return OVERLAY


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a text to a file, old pieces replaced by new ones (each must occur), and returns the file's path."""

    def written(text: str, *changes: tuple[str, str], name: str = "pack.toml") -> str:
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return str(path)

    return written


@pytest.fixture
def tiny(write: Write) -> Write:
    """Writes the tiny pack with changes, and returns the file's path."""
    return partial(write, PACK)
