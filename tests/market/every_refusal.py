"""All refusals of the market, wherever they are declared."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module

import market
from market.refusal import Refusal


def every_refusal() -> list[type[Refusal]]:
    """Import all modules of the market and return each class of refusal, by name."""
    for module in pkgutil.walk_packages(market.__path__, "market."):
        import_module(module.name)
    return sorted(_subclasses(Refusal), key=lambda kind: kind.__name__)


def _subclasses(base: type[Refusal]) -> Iterator[type[Refusal]]:
    for kind in base.__subclasses__():
        yield kind
        yield from _subclasses(kind)
