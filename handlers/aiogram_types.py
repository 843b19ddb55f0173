"""Loads aiogram without building the schemas of its 590 types and methods: each is built when it is first used.

aiogram declares its types as built when first used, and then builds them all as it is imported: two seconds and 100 MiB, for an update
and a dozen answers. `build_when_used` has to come before the first import of aiogram; `handlers` and `bot` call it in their `__init__`.
"""

import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from threading import RLock
from types import ModuleType
from typing import Any

AIOGRAM = "aiogram"

BUILDING = RLock()
"""Is held while a type is built: pydantic before 2.14 does not expect that two threads use a new type at once."""


def build_when_used() -> None:
    """Have the schemas of aiogram's types built when they are first used, if aiogram is not loaded yet."""
    if AIOGRAM not in sys.modules and not any(isinstance(each, AiogramFinder) for each in sys.meta_path):
        sys.meta_path.insert(0, AiogramFinder())


class AiogramFinder(MetaPathFinder):
    """Finds aiogram where it is, and has it loaded by `AiogramLoader`."""

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return where aiogram is, or None for any other module."""
        spec = PathFinder.find_spec(name, path, target) if name == AIOGRAM else None
        if spec and spec.loader:
            spec.loader = AiogramLoader(spec.loader)
        return spec


class AiogramLoader(Loader):
    """Loads aiogram; the schemas that it would build meanwhile, pydantic builds when they are used."""

    def __init__(self, loader: Loader) -> None:
        self._loader = loader

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        """Run the module. Types refer to one another by names that only `aiogram.types` has, so they are looked up there later."""
        from aiogram.client.context_controller import BotContextController

        base: Any = BotContextController
        base.model_config["defer_build"] = True  # aiogram's methods do not ask for it
        rebuild = base.model_rebuild.__func__

        def build_later(kind: type, /, **_: object) -> None:
            """Build nothing: pydantic asks again when the type is used."""

        base.model_rebuild = classmethod(build_later)
        self._loader.exec_module(module)
        from aiogram import types
        from aiogram.methods.base import Response

        def build(kind: type, /, **options: object) -> object:
            with BUILDING:
                return rebuild(kind, **{"_types_namespace": vars(types)} | options)

        response: Any = Response
        base.model_rebuild = response.model_rebuild = classmethod(build)
