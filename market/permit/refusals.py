"""Refusals of permits."""

from dataclasses import dataclass

from market.refusal import Refusal


@dataclass
class PermitUnknown(Refusal):
    pass


@dataclass
class PermitPast(Refusal):
    """The permit was replaced, withdrawn or voided: it is not changed again."""


@dataclass
class PermitStands(Refusal):
    """The permit was recorded more than a day ago, so it was no mistake of the hand."""


@dataclass
class PermitDaysReversed(Refusal):
    """The last day is before the first."""


@dataclass
class PilotTooLong(Refusal):
    """A rapid pilot lasts at most `days` days in this city."""

    days: int
