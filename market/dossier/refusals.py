"""Refusals of dossiers."""

from dataclasses import dataclass

from market.refusal import Refusal


@dataclass
class DossierEarly(Refusal):
    """The organisers have not approved the stall, or do not any more."""
