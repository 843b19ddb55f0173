"""Sample values of which one is another than usual: what may be missing is, a yes is a no, a state is the next one, several are one or none."""

from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from types import UnionType
from typing import Any, Union, get_args, get_origin

from tests.market.samples import HOUR, NOW
from tests.screens.sample_data import BARE, CHOICES, SHORT_TEXT
from tests.screens.sample_values import SampleValues

NUMBERS_TRIED = (0, 1)
MOMENTS_TRIED = (NOW, NOW - HOUR, NOW + HOUR)
COUNTS_TRIED = (0, 1)


class SwitchedValues(SampleValues):
    """A sample with short texts in which some values are others. `met` lists what else each value could be, by where it stands."""

    def __init__(
        self,
        switched: Mapping[str, Any] | None = None,
        chosen: Mapping[str, Any] | None = None,
        full: bool = True,
    ) -> None:
        super().__init__(full=full, chosen=chosen)
        self.switched = switched or {}
        self.met: dict[str, tuple[Any, ...]] = {}

    def value(self, hint: Any, name: str, owner: str = "") -> Any:
        where = f"{owner}.{name}" if owner else name
        others = self._others(hint, where, name)
        if others:
            self.met.setdefault(where, others)
            if where in self.switched:
                return self.switched[where]
        return super().value(hint, name, owner)

    def text(self, name: str) -> str:
        return SHORT_TEXT.get(name, SHORT_TEXT["name"])

    def _generic(self, origin: Any, of: tuple[Any, ...], name: str) -> Any:
        made = super()._generic(origin, of, name)
        if isinstance(made, (tuple, list)) and len(made) > 1 and of[-1] is not ...:
            return made
        if isinstance(made, (tuple, list)) and made:
            self.met.setdefault(f"{name} of", COUNTS_TRIED)
            return made[: self.switched.get(f"{name} of", len(made))]
        return made

    def _others(self, hint: Any, where: str, name: str) -> tuple[Any, ...]:
        """What else a value could be, as far as it can be said without making others."""
        if any(key in BARE or key in CHOICES for key in (where, getattr(hint, "__name__", ""))):
            return ()
        if get_origin(hint) in (Union, UnionType):
            return (None,) if type(None) in get_args(hint) else ()
        if hint is bool:
            return (False,)
        if hint is int and not name.endswith(("_id", "id")):
            return NUMBERS_TRIED
        if hint is datetime and name != "now":
            return MOMENTS_TRIED
        if isinstance(hint, type) and issubclass(hint, Enum):
            return tuple(hint)[1:]
        return ()
