"""Tuning the garbage collector."""

import gc

THRESHOLDS = 10_000, 20, 100


def tune_gc() -> None:
    """Exclude all that is loaded by now from collection: the collector would walk 150 MiB of schemas again and again."""
    gc.collect()
    gc.freeze()
    gc.enable()
    gc.set_threshold(*THRESHOLDS)
