"""How property tests draw their examples: always the same ones, or with `pytest --hypothesis-seed=N` those of a seed.

A failing one is printed as an example to paste into a test.
"""

import pytest
from hypothesis import settings
from hypothesis.internal.conjecture import engine

SHRINKING_SECONDS = 20
"""How long a failing example may be made smaller; by default five minutes."""

engine.MAX_SHRINKING_SECONDS = SHRINKING_SECONDS
settings.register_profile("same", derandomize=True, database=None, deadline=None, print_blob=True)
settings.register_profile("seeded", derandomize=False, database=None, deadline=None, print_blob=True)
settings.load_profile("same")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--hypothesis-seed") is not None:
        settings.load_profile("seeded")
