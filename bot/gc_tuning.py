"""Tuning the garbage collector."""

import gc

THRESHOLDS = 10_000, 20, 100


def tune_gc() -> None:
    """Exclude all that is loaded by now from collection: the collector would walk 100 MiB again and again.

    The garbage of loading, less than a MiB, stays: to find it once would stop everything for a third of a second, while the first people are answered.
    """
    gc.freeze()
    gc.enable()
    gc.set_threshold(*THRESHOLDS)
