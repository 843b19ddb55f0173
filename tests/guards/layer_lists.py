"""`python -m tests.guards.layer_lists` writes the features of each layer into docs/architecture.md, as the contracts of pyproject.toml list them."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "architecture.md"
LIST = re.compile(r"(?<=<!-- features of )(\w+)( -->\n).*?(?=<!-- end -->)", re.DOTALL)


def with_layer_lists(text: str) -> str:
    """Return a page whose lists of features are those of the contracts."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = {each["containers"][0]: each["layers"] for each in contracts if "containers" in each}
    return LIST.sub(lambda found: found[1] + found[2] + _list_of(found[1], layers[found[1]]), text)


def _list_of(folder: str, layers: list[str]) -> str:
    """Return a table with a line a layer. A feature of `market` leads to its page, where it has one."""
    lines = [", ".join(_feature(folder, name) for name in layer.split(" | ")) for layer in layers]
    return f"| features of `{folder}`, from top to bottom |\n|---|\n" + "".join(
        f"| {line} |\n" for line in lines
    )


def _feature(folder: str, name: str) -> str:
    has_page = folder == "market" and (PAGE.parent / f"{name}.md").exists()
    return f"[`{name}`]({name}.md)" if has_page else f"`{name}`"


if __name__ == "__main__":
    PAGE.write_text(with_layer_lists(PAGE.read_text()))
