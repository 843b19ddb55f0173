"""The times and limits of the code, for docs/limits.md: `python -m tests.guards.limits` writes its table."""

import ast
from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "limits.md"
HEAD = """# Times and limits

Every time and limit that the market, the store and the screens go by, as the code has it. What is for each stall or alley to choose is not here.
`make limits` writes this page anew; a test compares it, so nobody changes one of these numbers without saying so.
"""
UNITS = (("d", timedelta(days=1)), ("h", timedelta(hours=1)), ("min", timedelta(minutes=1)))


def page() -> str:
    """Returns the text of the page."""
    return "\n".join([HEAD, "| where | name | value |", "|---|---|---|", *_rows(), ""])


def _rows() -> Iterator[str]:
    for folder in ("market", "storage", "handlers"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" in path.parts:
                continue
            where = path.relative_to(ROOT)
            module = import_module(".".join(where.with_suffix("").parts))
            for name in _names(path):
                if (words := _words(getattr(module, name))) is not None:
                    yield f"| `{where}` | `{name}` | {words} |"


def _names(path: Path) -> Iterator[str]:
    """Yields the names that a module gives values of its own."""
    for node in ast.parse(path.read_text()).body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                yield name
            case ast.Assign(targets=[ast.Tuple(elts=names)]):
                yield from (each.id for each in names if isinstance(each, ast.Name))


def _words(value: Any) -> str | None:
    """Returns a number, a time or several of them as a reader writes them; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return f"{value:,}"
    if isinstance(value, timedelta):
        return _time(value)
    if isinstance(value, tuple) and value and not hasattr(value, "_fields"):
        words = [_words(each) for each in value]
        return ", ".join(filter(None, words)) if all(words) else None
    return None


def _time(value: timedelta) -> str:
    for name, unit in UNITS:
        if value >= unit and value % unit == timedelta(0):
            return f"{value // unit} {name}"
    return f"{value.total_seconds():g} s"


if __name__ == "__main__":
    PAGE.write_text(page())
