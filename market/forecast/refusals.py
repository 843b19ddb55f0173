"""Refusals of forecasts and of the message about a stall's week."""

from dataclasses import dataclass

from market.refusal import Refusal


@dataclass
class NoWeekToTell(Refusal):
    """The reader's stall is gone or hidden, or nothing of that week is left to tell."""


@dataclass
class NotSuggested(Refusal):
    """This drop cannot be posted again by one tap: it has slots, bundles or a draw, or is not over."""
