"""The garbage collector, told what need not be looked at."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

THRESHOLDS = 10_000, 20, 100


@contextmanager
def settled() -> Iterator[None]:
    """While entered, what is loaded by now stays: the collector need not walk 150 MiB of schemas again and again."""
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.enable()
    gc.set_threshold(*THRESHOLDS)
    try:
        yield
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
