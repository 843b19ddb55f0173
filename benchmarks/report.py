"""Formats the output of a benchmark: a table, the machine and versions, and its figures as JSON on the last line."""

import json
import os
import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from statistics import median


def printed(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as a table whose columns are as wide as their widest cell; the first row is the head."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [_line(row, widths) for row in rows]
    return "\n".join([lines[0], _line(["-" * width for width in widths], widths), *lines[1:]])


def machine(*packages: str) -> str:
    """Return the cores, the load, Python and the versions of the packages that were compared."""
    versions = ", ".join(f"{package} {version(package)}" for package in packages)
    busy = f"load {os.getloadavg()[0]:.1f}"
    return f"{os.cpu_count()} cores, {platform.machine()}, {busy}, Python {platform.python_version()}, {versions}"


def over(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Return the median of the ratios of each round, as load on the machine disturbs both sides of a round."""
    return median(our / their for our, their in zip(ours, theirs, strict=True))


def figures_line(figures: Mapping[str, float]) -> str:
    return json.dumps({name: round(value, 3) for name, value in figures.items()})


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *rest = [
        cell.ljust(width) if not place else cell.rjust(width)
        for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return "  ".join([first, *rest]).rstrip()
