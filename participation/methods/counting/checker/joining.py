"""The parts of the check as one file, as every evidence pack brings it along: `verify.py`."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

PARTS = ("ground", "voting", "numbers", "projects", "shares", "signed_log", "sealed", "files", "pack", "verify")
"""In the order in which they build on each other."""

_HEAD = '''#!/usr/bin/env python3
"""Prüft das Nachweispaket einer Abstimmung und zählt sie selbst nach, mit nichts als der Standardbibliothek von Python (3.10 oder neuer).

    python3 verify.py PAKET.zip        (oder der entpackte Ordner)
    python3 verify.py                  (wenn verify.py im entpackten Ordner liegt)

Zusammengesetzt aus participation/methods/counting/checker/*.py, die das Zählprogramm der Plattform nicht benutzen.
Joined from those files; they are a second implementation, independent of the counting library that made the result.
"""

from __future__ import annotations

'''


@cache
def joined() -> str:
    """One file with all parts: imports from the standard library first, each part's docstring as a comment above it."""
    imports: set[str] = set()
    bodies = []
    for name in PARTS:
        source = Path(__file__).with_name(f"{name}.py").read_text(encoding="utf-8")
        tree, lines = ast.parse(source), source.splitlines()
        dropped: set[int] = set()
        for node in tree.body:
            if isinstance(node, (ast.Import, ast.ImportFrom)) or node is tree.body[0]:
                dropped.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
            if isinstance(node, ast.Import) or (isinstance(node, ast.ImportFrom) and _is_of_python(node)):
                imports.add(ast.unparse(node))
        body = "\n".join(line for number, line in enumerate(lines, start=1) if number not in dropped).strip("\n")
        bodies.append(f"# ---- {name}: {ast.get_docstring(tree)}\n\n{body}\n")
    return _HEAD + "\n".join(sorted(imports)) + "\n\n\n" + "\n\n".join(bodies)


def _is_of_python(node: ast.ImportFrom) -> bool:
    return node.module not in (None, "__future__") and not str(node.module).startswith("participation.")
