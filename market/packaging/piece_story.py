"""The story of a single piece, for anyone who scans it: its passport, its terms, and where it comes back."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from market.packaging.asset import AssetFacts, Passport, asset_passport, find_asset
from market.packaging.hub_facts import HubFacts, hubs
from storage.alley import Alley


@dataclass(frozen=True, kw_only=True)
class PieceStory:
    """A piece: for anyone its `passport`, and the open `hubs` that take it; for staff also where it is. `territory` is of its currency's alleys."""

    passport: Passport
    asset: AssetFacts
    hubs: tuple[HubFacts, ...]
    territory: str


def piece_story(session: Session, packaging: str, serial: str) -> PieceStory:
    """Return the story of a piece by the code of its type and its serial. Raises AssetUnknown."""
    asset = find_asset(session, packaging, serial)
    of_currency = select(Alley.territory).where(col(Alley.currency) == asset.packaging.currency)
    return PieceStory(
        passport=asset_passport(session, packaging, serial),
        asset=asset,
        hubs=hubs(session, packaging=asset.packaging.id),
        territory=session.exec(of_currency.order_by(col(Alley.id)).limit(1)).first() or "",
    )
