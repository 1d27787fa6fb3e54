import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCES = Path(__file__).parents[2] / "src" / "ecopost"
MODULES = sorted(SOURCES.rglob("*.py"))
CORE = {"foundation", "policy", "deadlines", "workbooks", "screening", "entitlement", "synth"}

MODULE_LINES, FUNCTION_LINES = 300, 40

Function = ast.FunctionDef | ast.AsyncFunctionDef


def name_of(path: Path) -> str:
    return str(path.relative_to(SOURCES))


def functions(path: Path) -> Iterator[Function]:
    return (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, Function))


every_module = pytest.mark.parametrize("path", MODULES, ids=name_of)


@every_module
def test_no_module_is_longer_than_a_reader_can_hold(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= MODULE_LINES


@every_module
def test_no_function_is_longer_than_a_screen(path: Path) -> None:
    long = [node.name for node in functions(path) if (node.end_lineno or 0) - node.lineno >= FUNCTION_LINES]
    assert long == []


@every_module
def test_every_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text("utf-8")))


@every_module
def test_every_public_function_of_the_core_says_what_it_does(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    bare = [
        node.name
        for node in tree.body
        if isinstance(node, Function | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
        and path.relative_to(SOURCES).parts[0] in CORE
    ]
    assert bare == []


@every_module
def test_every_function_says_what_it_returns(path: Path) -> None:
    assert [node.name for node in functions(path) if node.returns is None] == []


@every_module
def test_nothing_is_imported_inside_a_function(path: Path) -> None:
    hidden = [
        node.name
        for node in functions(path)
        if any(isinstance(inner, ast.Import | ast.ImportFrom) for inner in ast.walk(node))
    ]
    assert hidden == []


@pytest.mark.parametrize("path", [path for path in MODULES if path.relative_to(SOURCES).parts[0] in CORE], ids=name_of)
def test_the_core_never_asks_what_time_it_is(path: Path) -> None:
    asked = [
        node.attr
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute)
        and (node.attr in {"now", "today", "utcnow"} or (isinstance(node.value, ast.Name) and node.value.id == "time"))
    ]
    assert asked == []
