"""The modules of the features, found by their names."""

from importlib import import_module
from pathlib import Path
from types import ModuleType

HERE = Path(__file__).parent


def import_features(ending: str) -> list[ModuleType]:
    """Import each module of a feature whose name ends so ("routes" finds `hub_routes` too); return them in the order of their paths."""
    paths = sorted(path for path in HERE.glob(f"*/**/*{ending}.py") if path.parent.name != "ui")
    return [
        import_module(".".join(("handlers", *path.relative_to(HERE).with_suffix("").parts))) for path in paths
    ]
