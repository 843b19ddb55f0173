"""The last half hour of a drop of ten boxes: on SQLite and on PostgreSQL."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from storage.store import Store
from tests.market.waitlist.conftest import NOW, ItemScenario, add_drop

MINUTE = timedelta(minutes=1)


@pytest.fixture
def new_item(store: Store) -> Callable[..., Any]:
    """Return a function that writes a drop which ends in twenty minutes, six units a person: `await new_item(quantity=3)`."""

    async def drop(**columns: Any) -> ItemScenario:
        hours = {
            "starts_at": NOW - 220 * MINUTE,
            "opens_at": NOW - 300 * MINUTE,
            "ends_at": NOW + 20 * MINUTE,
        }
        return ItemScenario(store, *await store.write(add_drop, **({"per_person": 6} | hours | columns)))

    return drop


@pytest.fixture
async def item(new_item: Callable[..., Any]) -> ItemScenario:
    return await new_item()  # type: ignore[no-any-return]
