"""`ecopost policy list|show|check|schema`: what goes to stdout, in which language, and the exit codes."""

import hashlib
import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from string import Formatter

import pytest

from ecopost.cli.main import main
from ecopost.cli.tables import aligned, width
from ecopost.foundation.messages import catalogue
from ecopost.policy.loading import PACKS, load_pack, shipped_overlays, shipped_packs
from ecopost.policy.model import Overlay, Pack

XIZANG = PACKS / "xizang-2026" / "pack.toml"
EXAMPLE = str(shipped_overlays("xizang-2026")[0])


class Ecopost:
    """Runs the command and keeps what it said."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        said = self.capsys.readouterr()
        return code, said.out, said.err


@pytest.fixture
def ecopost(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Ecopost:
    monkeypatch.delenv("ECOPOST_LANG", raising=False)
    return Ecopost(capsys)


def test_the_list_names_every_shipped_pack_with_version_validity_hash_and_title(ecopost: Ecopost) -> None:
    code, out, err = ecopost("policy", "list")
    assert (code, err) == (0, "")
    for line, name in zip(out.splitlines(), shipped_packs(), strict=True):
        pack = load_pack(name)
        sha256 = hashlib.sha256((PACKS / name / "pack.toml").read_bytes()).hexdigest()
        for part in (name, pack.pack.version, str(pack.pack.valid_from), sha256[:12], pack.pack.title.zh):
            assert part in line


def test_the_page_of_a_pack_says_every_name_condition_and_reason(ecopost: Ecopost) -> None:
    for name in shipped_packs():
        code, out, err = ecopost("policy", "show", name)
        pack = load_pack(name).pack
        assert (code, err) == (0, "")
        for items in (pack.categories, pack.registers, pack.time_limits, pack.exit_reasons, pack.pay.components):
            assert all(item.name.zh in out for item in items)
        assert all(rule.text.zh in out and rule.id in out for rule in pack.rules)
        assert all(reading.reason.zh in out and reading.parameter in out for reading in pack.readings)
        assert all(article.gist.zh in out for article in pack.articles)


def test_the_page_leaves_no_part_of_a_pack_out(ecopost: Ecopost) -> None:
    _, out, _ = ecopost("policy", "show", "xizang-2026")
    headings = {entry["zh"] for code, entry in catalogue("cli").items() if code.startswith("policy-part-")}
    for field, value in load_pack("xizang-2026").pack:
        if isinstance(value, tuple) and value:
            heading = catalogue("cli")[f"policy-part-{field}"]["zh"]
            assert heading in out.splitlines()
    assert {line for line in out.splitlines() if line in headings} >= {"考核", "补助", "工作日历"}


def test_the_page_of_an_article_shows_what_rests_on_it_and_its_items_only(ecopost: Ecopost) -> None:
    _, out, _ = ecopost("policy", "show", "xizang-2026", "--article", "A14.2")
    assert "minimum = 16; maximum = 68" in out
    assert "severe-disability" in out
    assert "household-cap" not in out
    _, wider, _ = ecopost("policy", "show", "xizang-2026", "--article", "A14")
    assert "household-cap" in wider
    assert "minimum = 16; maximum = 68" in wider
    assert "deceased" not in wider


def test_the_page_is_english_where_asked(ecopost: Ecopost) -> None:
    _, out, _ = ecopost("--lang", "en", "policy", "show", "xizang-2026", "--article", "A14.2")
    assert "Rules" in out.splitlines()
    assert not re.search(r"[\u4e00-\u9fff]", "\n".join(out.split("Rules", 1)[1:]))


def test_an_article_the_pack_does_not_list_is_a_wrong_call(ecopost: Ecopost) -> None:
    code, out, err = ecopost("policy", "show", "xizang-2026", "--article", "A99")
    assert (code, out) == (2, "")
    assert "A99" in err
    assert "A14.2" in err


def test_the_json_of_a_pack_is_the_pack(ecopost: Ecopost) -> None:
    code, out, _ = ecopost("policy", "show", "xizang-2026", "--json")
    shown = json.loads(out)
    assert code == 0
    assert shown["sha256"] == hashlib.sha256(XIZANG.read_bytes()).hexdigest()
    assert Pack.model_validate_json(json.dumps(shown["pack"])) == load_pack("xizang-2026").pack


@pytest.mark.parametrize(("options", "model"), [((), Pack), (("--overlay",), Overlay)])
def test_the_schema_is_json_schema_with_every_kind_of_rule(
    ecopost: Ecopost, options: tuple[str, ...], model: type[Pack | Overlay]
) -> None:
    code, out, err = ecopost("policy", "schema", *options)
    schema = json.loads(out)
    assert (code, err) == (0, "")
    assert set(schema["required"]) == {name for name, field in model.model_fields.items() if field.is_required()}
    assert schema["additionalProperties"] is False
    kinds = set(schema["properties"]["rules"]["items"]["discriminator"]["mapping"])
    assert kinds >= {rule["kind"] for rule in tomllib.loads(XIZANG.read_text("utf-8"))["rules"]}


def test_check_says_one_line_for_every_pack_and_every_shipped_overlay(ecopost: Ecopost) -> None:
    code, out, err = ecopost("policy", "check")
    assert (code, err) == (0, "")
    names = [line.split(" 1.")[0] for line in out.splitlines()]
    assert names == ["ngari-relic-guards-2020", "pingba-rangers-2020", "xizang-2026", "xizang-2026 + gar-roads-2026"]
    assert all(re.search(r"[1-9][0-9]* 个案例全部相符", line) for line in out.splitlines())


def test_check_of_an_overlay_finds_its_pack_by_itself(ecopost: Ecopost) -> None:
    code, out, _ = ecopost("--lang", "en", "policy", "check", "--overlay", EXAMPLE)
    assert code == 0
    assert [line.split(" 1.")[0] for line in out.splitlines()] == ["xizang-2026", "xizang-2026 + gar-roads-2026"]


def test_check_refuses_a_wrong_pack_and_still_reports_the_sound_one(ecopost: Ecopost, tmp_path: Path) -> None:
    wrong = tmp_path / "pack.toml"
    wrong.write_text(XIZANG.read_text("utf-8").replace("maximum = 68", 'maximum = "68"'), "utf-8")
    code, out, err = ecopost("policy", "check", str(wrong), "pingba-rangers-2020")
    line = wrong.read_text("utf-8").splitlines().index('maximum = "68"') + 1
    assert code == 3
    assert out.startswith("pingba-rangers-2020")
    assert err == f'{wrong} 第 {line} 行（rules.age.maximum）：应为整数（不加引号，不带小数点），现为 "68"。\n'


def test_check_refuses_a_loosening_overlay(
    ecopost: Ecopost, write: Callable[..., str], pack_text: str, overlay_text: str
) -> None:
    loose = write(overlay_text, ("maximum = 60", "maximum = 70"), name="loose.toml")
    code, out, err = ecopost("policy", "check", write(pack_text), "--overlay", loose)
    assert code == 3
    assert out.startswith("tiny-2026 ")
    for part in (loose, "age", "maximum", "68", "70", "A14"):
        assert part in err


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param((), id="no-action"),
        pytest.param(("print",), id="unknown-action"),
        pytest.param(("show",), id="show-without-a-pack"),
        pytest.param(("show", "xizang-1999"), id="unknown-pack"),
        pytest.param(("check", "pingba-rangers-2020", "xizang-1999"), id="check-of-an-unknown-pack"),
        pytest.param(("check", "--overlay", "none.toml"), id="overlay-that-is-not-there"),
        pytest.param(("list", "--json"), id="option-of-another-action"),
    ],
)
def test_a_wrong_call_says_so_and_prints_nothing_else(ecopost: Ecopost, arguments: tuple[str, ...]) -> None:
    code, out, err = ecopost("policy", *arguments)
    assert (code, out) == (2, "")
    assert err


def test_columns_stand_one_below_the_other_whatever_the_script() -> None:
    rows = [["A1", "一", "end"], ["A14.2", "abc", "end"], ["A2", "三四五", "end"], ["only one"]]
    lines = aligned(rows, indent="  ").splitlines()
    assert {width(line.split("end")[0]) for line in lines[:3]} == {2 + 5 + 2 + 6 + 2}
    assert lines[3] == "  only one"
    assert not any(line.endswith(" ") for line in lines)


@pytest.mark.parametrize("code", sorted(catalogue("policy")))
def test_a_sentence_names_the_same_things_in_both_languages(code: str) -> None:
    chinese, english = (Formatter().parse(catalogue("policy")[code][language]) for language in ("zh", "en"))
    assert {part[1] for part in chinese if part[1]} == {part[1] for part in english if part[1]}


def test_every_sentence_of_the_room_is_said_somewhere() -> None:
    source = "".join(path.read_text("utf-8") for path in PACKS.parent.glob("*.py"))
    unsaid = [code for code in catalogue("policy") if f'"{code}"' not in source and f'"policy.{code}"' not in source]
    assert unsaid == []
