"""Seeds of our own simulations: the same in every run, unless `LORONG_TEST_SEED` names where others begin."""

import os
from typing import Any

import pytest

FIRST = int(os.environ.get("LORONG_TEST_SEED") or 0)
"""Added to each seed, so that a run may draw fresh ones. The names of the cases stay."""


def seeds(count: int, *, proof: int = 0) -> list[Any]:
    """Return the seeds 0 to `count` - 1, and those below `proof` for `make proof` alone, as cases with their place as id."""
    return [
        pytest.param(FIRST + place, id=str(place), marks=pytest.mark.proof if place >= count else ())
        for place in range(max(count, proof))
    ]
