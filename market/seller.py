"""The seller at a stall, with a contact, on the stall's page and in a dossier. The law of online sales asks for both; the market does not."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from locales.user_text import CONTACT, SELLER
from market.actor import Actor, Right, require_organiser, require_right
from market.paging import page_within
from market.refusal import Refusal
from market.stall import lock_own_stall
from market.text_checks import check_name
from storage.person import Person
from storage.seller import ContactKind, Seller
from storage.stall import Stall, StallApproval
from storage.store import mark_changed

PAGE = 8
PHONE = re.compile(r"\+?\d{8,15}")
AROUND_DIGITS = re.compile(r"[\s().-]")
EMAIL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;.]{2,}")
TELEGRAM = re.compile(r"@[A-Za-z][A-Za-z0-9_]{4,31}")


@dataclass
class ContactUnfit(Refusal):
    """It is no phone number, e-mail address or Telegram name."""


@dataclass
class SellerNameUnfit(Refusal):
    """A registered name has letters."""


@dataclass(frozen=True, kw_only=True)
class SellerFacts:
    """The seller of a stall as shoppers see it, as it was typed."""

    name: str
    contact: str
    kind: ContactKind


@dataclass(frozen=True, kw_only=True)
class OwnSeller:
    """The seller of a stall for its owner; None where nothing is shown yet."""

    stall: int
    stall_name: str
    seller: SellerFacts | None


@dataclass(frozen=True)
class UnnamedStall:
    """An approved stall whose page names no seller."""

    id: int
    name: str


@dataclass(frozen=True, kw_only=True)
class UnnamedPage:
    """A page of the approved stalls whose page names no seller."""

    stalls: tuple[UnnamedStall, ...]
    total: int
    page: int
    pages: int


def read_seller(name: str, contact: str) -> SellerFacts:
    """Return a seller as typed, each on one line. Raises NameUnfit, SellerNameUnfit, ContactUnfit."""
    line = " ".join(contact.split())
    kind = ContactUnfit.unless(_kind_of(line))
    return SellerFacts(name=fit_seller_name(name), contact=check_name(line, CONTACT), kind=kind)


def fit_seller_name(name: str) -> str:
    """Return a registered name on one line. Raises NameUnfit, SellerNameUnfit."""
    words = check_name(name, SELLER)
    if not any(sign.isalpha() for sign in words):
        raise SellerNameUnfit
    return words


def own_seller(session: Session, actor: Actor, stall: int) -> OwnSeller:
    """Return what the page of a stall says of its seller, to its owner. Raises StallUnknown, NotYourStall."""
    row = require_right(session, actor, stall, Right.OWN)
    return OwnSeller(stall=stall, stall_name=row.name, seller=_facts(session.get(Seller, stall)))


def show_seller(
    session: Session, actor: Actor, stall: int, *, name: str, contact: str, now: datetime
) -> None:
    """Show the seller and a contact on the stall's page.

    Raises Blocked, StallUnknown, NotYourStall, NameUnfit, SellerNameUnfit, ContactUnfit. locks: person, stall
    """
    seller = read_seller(name, contact)
    lock_own_stall(session, actor, stall)
    row = session.get(Seller, stall) or Seller(
        stall_id=stall, person_id=actor.person, name="", contact="", kind=seller.kind, shown_at=now
    )
    row.person_id, row.shown_at = actor.person, now
    row.name, row.contact, row.kind = seller.name, seller.contact, seller.kind
    session.add(row)
    session.flush()
    mark_changed(session, "drop", ("person", actor.person))


def remove_seller(session: Session, actor: Actor, stall: int) -> None:
    """Show neither seller nor contact any more; nothing of them is kept. Raises Blocked, StallUnknown, NotYourStall. locks: person, stall"""
    lock_own_stall(session, actor, stall)
    row = session.get(Seller, stall)
    if row is not None:
        session.delete(row)
        session.flush()
    mark_changed(session, "drop", ("person", actor.person))


def public_seller(session: Session, stall: int) -> SellerFacts | None:
    """Return the seller of a stall for its page; None where the stall shows none, is not approved, or its owner is blocked."""
    rows = (
        select(Seller)
        .join(Stall, col(Stall.id) == col(Seller.stall_id))
        .join(Person, col(Person.id) == col(Stall.owner_id))
        .where(col(Seller.stall_id) == stall, col(Stall.state) == StallApproval.APPROVED)
        .where(col(Person.blocked_at).is_(None))
    )
    return _facts(session.exec(rows).first())


def unnamed_stalls(session: Session, actor: Actor, page: int) -> UnnamedPage:
    """Return a page of the approved stalls whose page names no seller, by name. Raises NotOrganiser."""
    require_organiser(session, actor)
    total = count_unnamed(session)
    number, pages = page_within(total, page, PAGE)
    rows = select(Stall.id, Stall.name).where(*_unnamed()).order_by(col(Stall.name), col(Stall.id))
    found = session.exec(rows.offset((number - 1) * PAGE).limit(PAGE))
    stalls = tuple(UnnamedStall(stall or 0, name) for stall, name in found)
    return UnnamedPage(stalls=stalls, total=total, page=number, pages=pages)


def count_unnamed(session: Session) -> int:
    """Return how many approved stalls name no seller."""
    return session.exec(select(func.count()).select_from(Stall).where(*_unnamed())).one()


def _unnamed() -> tuple[ColumnElement[bool], ...]:
    named = select(Seller.stall_id)
    return col(Stall.state) == StallApproval.APPROVED, col(Stall.id).not_in(named)


def _facts(row: Seller | None) -> SellerFacts | None:
    return SellerFacts(name=row.name, contact=row.contact, kind=row.kind) if row else None


def _kind_of(contact: str) -> ContactKind | None:
    """Return what a contact is; digits of any script are looked at as they would be dialled."""
    plain = unicodedata.normalize("NFKC", contact)
    if TELEGRAM.fullmatch(plain):
        return ContactKind.TELEGRAM
    if EMAIL.fullmatch(plain):
        return ContactKind.EMAIL
    return ContactKind.PHONE if PHONE.fullmatch(AROUND_DIGITS.sub("", plain)) else None
