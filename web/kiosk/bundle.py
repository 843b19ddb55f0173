"""The modules of the page put together into one, so that a browser fetches one file instead of forty."""

import re
from collections.abc import Mapping
from graphlib import TopologicalSorter
from pathlib import Path

IMPORT = re.compile(r'^import (?P<names>\{[^}]*\}|\* as \w+) from "\./(?P<module>\w+)\.js";$', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async function|function|const|class) (?P<name>\w+))", re.MULTILINE)


def bundle(folder: Path, main: str, left_out: frozenset[str]) -> str:
    """Return the modules of a folder as one, each in a function of its own and behind those that it imports, `main` last and not in a function.

    Each of the others is exported under its own name. An import is one line, and what is exported never changes: a module that exports a
    variable, or a circle of imports, is a ValueError.
    """
    sources = {path.stem: path.read_text() for path in folder.glob("*.js") if path.name not in left_out}
    for name, source in sources.items():
        if re.search(r"^export (?!async function|function|const|class)", source, re.MULTILINE):
            raise ValueError(f"{name}.js exports something that may change")
    in_order = [name for name in _in_order(sources) if name != main]
    functions = [f"const ${name} = (() => {{\n{_as_function(sources[name])}}})();\n" for name in in_order]
    exported = ", ".join(f"${name} as {name}" for name in sorted(in_order))
    return "".join([*functions, _with_imports(sources[main]), f"export {{ {exported} }};\n"])


def _in_order(sources: Mapping[str, str]) -> list[str]:
    """Return the names of the modules, each behind those that it imports. Raises CycleError, a ValueError."""
    imports = {
        name: sorted(found["module"] for found in IMPORT.finditer(sources[name])) for name in sorted(sources)
    }
    return [*TopologicalSorter(imports).static_order()]


def _as_function(source: str) -> str:
    exported = ", ".join(found["name"] for found in EXPORT.finditer(source))
    return f"{EXPORT.sub('', _with_imports(source))}return {{ {exported} }};\n"


def _with_imports(source: str) -> str:
    """Return a module that takes what it imports from the constants before it."""
    return IMPORT.sub(_constant, source)


def _constant(found: re.Match[str]) -> str:
    names = found["names"].removeprefix("* as ").replace(" as ", ": ")
    return f"const {names} = ${found['module']};"
