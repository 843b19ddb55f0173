"""The story of packaging for anyone who scans it: a single piece with its passport, or a type whose units are counted; its terms, and where it comes back."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from market.packaging.asset import AssetFacts, Passport, asset_passport, find_asset
from market.packaging.hub_facts import HubFacts, hubs
from market.packaging.packaging_type import PackagingFacts, packaging_by_code
from storage.alley import Alley


@dataclass(frozen=True, kw_only=True)
class PieceStory:
    """A piece: for anyone its `passport`, and the open `hubs` that take it; for staff also where it is. `territory` is of its currency's alleys."""

    passport: Passport
    asset: AssetFacts
    hubs: tuple[HubFacts, ...]
    territory: str


@dataclass(frozen=True, kw_only=True)
class TypeStory:
    """A packaging type and the open `hubs` that take it. `territory` is of its currency's alleys."""

    packaging: PackagingFacts
    hubs: tuple[HubFacts, ...]
    territory: str


def type_story(session: Session, code: str) -> TypeStory:
    """Return the story of a type by its code. Raises PackagingTypeUnknown."""
    packaging = packaging_by_code(session, code)
    return TypeStory(
        packaging=packaging,
        hubs=hubs(session, packaging=packaging.id),
        territory=_territory(session, packaging),
    )


def piece_story(session: Session, packaging: str, serial: str) -> PieceStory:
    """Return the story of a piece by the code of its type and its serial. Raises AssetUnknown."""
    asset = find_asset(session, packaging, serial)
    return PieceStory(
        passport=asset_passport(session, packaging, serial),
        asset=asset,
        hubs=hubs(session, packaging=asset.packaging.id),
        territory=_territory(session, asset.packaging),
    )


def _territory(session: Session, packaging: PackagingFacts) -> str:
    of_currency = select(Alley.territory).where(col(Alley.currency) == packaging.currency)
    return session.exec(of_currency.order_by(col(Alley.id)).limit(1)).first() or ""
