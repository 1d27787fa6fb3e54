import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, check=True
    )
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name]


def texts() -> list[tuple[str, str]]:
    suffixes = {".py", ".toml", ".md", ".txt", ".yml", ".sh", ""}
    return [
        (str(path.relative_to(ROOT)), path.read_text("utf-8"))
        for path in tracked()
        if path.suffix in suffixes and path.is_file()
    ]


def test_no_file_names_a_machine_or_a_package_registry() -> None:
    forbidden = re.compile(r"/(root|home|work)/|--index-url|--extra-index-url|--find-links")
    own = Path(__file__).relative_to(ROOT)
    assert [name for name, text in texts() if name not in (str(own), "Makefile") and forbidden.search(text)] == []


def test_every_locked_package_is_pinned_by_hash() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text("utf-8")
        packages = re.findall(r"^[a-z0-9][^\s]*==", text, re.MULTILINE)
        assert packages
        assert len(re.findall(r"^[a-z0-9].*\n(?:    --hash=)", text, re.MULTILINE)) == len(packages)


def test_both_readmes_name_the_same_two_commands() -> None:
    for name in ("README.md", "README.zh-CN.md"):
        text = (ROOT / name).read_text("utf-8")
        assert "make run" in text
        assert "make test" in text
