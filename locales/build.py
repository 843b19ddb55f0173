"""Compiles catalogues in place, after the word lists have been checked: for wheels and editable installs, and by `python -m locales.build`."""

import io
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

HERE = Path(__file__).resolve().parent


def compile_po(po: Path) -> bytes:
    """Returns the binary catalogue of a .po file."""
    with po.open("rb") as file:
        catalogue = read_po(file, locale=po.parts[-3])
    mo = io.BytesIO()
    write_mo(mo, catalogue)
    return mo.getvalue()


def build(folder: Path = HERE) -> list[Path]:
    """Compiles every catalogue under `folder` to a .mo beside its .po; returns the paths written."""
    return [_write_mo(po) for po in sorted(folder.glob("*/LC_MESSAGES/lorong.po"))]


def get_build_hook() -> type:
    """Returns the build hook that hatchling looks up here."""
    interface: Any = import_module("hatchling.builders.hooks.plugin.interface")

    class Catalogues(interface.BuildHookInterface):  # type: ignore[misc]
        def initialize(self, version: str, build_data: dict[str, Any]) -> None:
            sys.path.insert(0, self.root)
            if faults := [*import_module("locales.word_lists").faults()]:
                raise ValueError("; ".join(faults))
            build(Path(self.root) / "locales")

    return Catalogues


def _write_mo(po: Path) -> Path:
    mo = po.with_suffix(".mo")
    mo.write_bytes(compile_po(po))
    return mo


if __name__ == "__main__":
    for path in build():
        sys.stdout.write(f"{path.relative_to(HERE.parent)}\n")
