"""Parameters of statements that are built once: building one takes five times as long as running it."""

from typing import Any

from sqlalchemy import BindParameter, Boolean, ColumnElement, bindparam
from sqlalchemy.ext.compiler import compiles

Param = BindParameter[Any]


class Uncached(ColumnElement[bool]):
    """A condition that is always true, for a statement that has another shape each time: it is compiled for itself, and not kept in the cache of the engine.

    There up to 500 statements stay, and one of dozens of moments takes megabytes.
    """

    inherit_cache = False
    type = Boolean()


@compiles(Uncached)
def _compile_uncached(element: Uncached, compiler: Any, **options: Any) -> str:
    return "1 = 1"


def param(name: str, like: Any = None) -> Param:
    """Return a parameter whose value is given at execution, under this name. It has the type of the column `like`, else of what it stands beside."""
    return bindparam(name) if like is None else bindparam(name, type_=like.type)


def list_param(name: str) -> Param:
    """Return a parameter for a sequence of values, for IN."""
    return bindparam(name, expanding=True)
