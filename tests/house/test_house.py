"""The rules of the house that no linter knows."""

from __future__ import annotations

import ast
import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from participation.kit.database import Base

ROOT = Path(__file__).resolve().parents[2]
PYTHON = sorted((ROOT / "participation").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
LINES_OF_A_FILE = 400
LINES_OF_A_FUNCTION = 50
LINES_OF_A_VIEW = 25


def _tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def _is_text(path: Path) -> bool:
    return (
        path.suffix in {".py", ".html", ".css", ".js", ".md", ".toml", ".txt", ".cfg", ".sh", ".json", ".po", ".typ", ""}
        and "vendor" not in path.parts
    )


@pytest.mark.parametrize("name", ["run.txt", "test.txt"])
def test_lock_files_pin_and_hash_and_name_no_host(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text()
    assert "://" not in text
    assert "--index-url" not in text
    for block in re.split(r"\n(?=\S)", text.strip()):
        assert re.match(r"[a-z0-9._-]+(\[[a-z,]+\])?==", block), block
        assert "--hash=sha256:" in block


def test_files_fit_a_readers_head() -> None:
    long = {str(path.relative_to(ROOT)): count for path in PYTHON if (count := len(path.read_text().splitlines())) > LINES_OF_A_FILE}
    assert long == {}, "which second thing lives here?"


def _functions() -> list[tuple[Path, ast.FunctionDef]]:
    return [(path, node) for path in PYTHON for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)]


def test_functions_fit_a_screen() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.name} {length}"
        for path, node in _functions()
        if (length := (node.end_lineno or 0) - node.lineno + 1) > LINES_OF_A_FUNCTION
    ]
    assert long == []


def test_views_are_short() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.name} {length}"
        for path, node in _functions()
        if "views" in path.stem and node.decorator_list and (length := (node.end_lineno or 0) - node.lineno + 1) > LINES_OF_A_VIEW
    ]
    assert long == []


def test_a_view_acts_on_post_alone() -> None:
    """A mail scanner's HEAD is no GET and must not press the button either: views ask whether the method is POST."""
    found = [str(path.relative_to(ROOT)) for path in PYTHON if "views" in path.stem and re.search(r"request\.method == .GET.", path.read_text())]
    assert found == []


def test_pages_leave_the_design_system_to_the_macros() -> None:
    frame = {"ui", "errors"}  # the pages about failures call no macro: they must render when much is broken
    loose = [path for path in TEMPLATES if not frame & set(path.parts) and path.name != "layout.html" and "kern-" in path.read_text()]
    assert loose == []


def test_templates_trust_no_text_and_hold_no_inline_style_or_handler() -> None:
    for path in TEMPLATES:
        text = path.read_text()
        assert not re.search(r"\|\s*safe\b", text), path
        assert not re.search(r"<[^>]+\sstyle=", text), path
        assert not re.search(r"<[^>]+\son[a-z]+=", text), path
        assert "autoescape false" not in text, path


def test_pages_load_nothing_from_elsewhere() -> None:
    for path in TEMPLATES:
        assert not re.search(r"(?:src|href)=[\"']https?://", path.read_text()), path


def test_no_word_is_left_for_later() -> None:
    later = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError)\b")
    found = [str(path.relative_to(ROOT)) for path in PYTHON if later.search(path.read_text())]
    assert found == []


def test_no_file_names_a_machine() -> None:
    machine = re.compile("/" + r"(?:work|root|home)/[a-z.]|" + "/" + "tmp/[a-z]")
    found = [
        str(path.relative_to(ROOT))
        for path in _tracked()
        if _is_text(path) and path != Path(__file__) and machine.search(path.read_text(errors="replace"))
    ]
    assert found == []


def test_what_a_relation_names_exists_once() -> None:
    """Relations name their class in words: two rooms with a class of that name work or not by the order in which they are imported."""
    number = Counter(mapper.class_.__name__ for mapper in Base.registry.mappers)
    named = {relation.mapper.class_.__name__ for mapper in Base.registry.mappers for relation in mapper.relationships}
    assert [name for name in sorted(named) if number[name] > 1] == []
