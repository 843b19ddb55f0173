"""The seller of a stall and a contact: checked, shown as typed on the stall's page, and removable by the owner."""

from typing import Any

import pytest
from sqlmodel import Session

from market.actor import Actor, NotOrganiser, NotYourStall
from market.person import Blocked
from market.privacy.forget import forget
from market.privacy.mydata import mydata
from market.refusal import NameUnfit
from market.seller import (
    ContactUnfit,
    SellerNameUnfit,
    own_seller,
    public_seller,
    read_seller,
    remove_seller,
    show_seller,
    unnamed_stalls,
)
from storage.person import Person
from storage.seller import ContactKind, Seller
from storage.stall import Stall, StallApproval
from storage.store import Store
from tests.databases import ON_POSTGRESQL
from tests.market.locks import waits_where_it_looks
from tests.market.waitlist.conftest import NOW, ROS, add_drop

STALL, OTHER = 1, 2
OWNER, ORGANISER = Actor(ROS), Actor(OTHER, is_configured_admin=True)


@pytest.fixture
async def market(store: Store) -> Store:
    """A stall of Ros, and people."""
    await store.write(add_drop)
    return store


async def shown(market: Store, contact: str = "088-123456") -> None:
    await market.write(show_seller, OWNER, STALL, name=" Ros  Enterprise ", contact=contact, now=NOW)


@pytest.mark.parametrize(
    ("contact", "kind"),
    [
        ("+60 88-123 456", ContactKind.PHONE),
        ("(088) 123456", ContactKind.PHONE),
        ("０８８１２３４５６", ContactKind.PHONE),
        ("ros@kuih.example.my", ContactKind.EMAIL),
        ("@nenek_ros", ContactKind.TELEGRAM),
    ],
)
def test_a_contact_is_a_number_an_address_or_a_name_and_stays_as_typed(
    contact: str, kind: ContactKind
) -> None:
    seller = read_seller("Ros", contact)
    assert (seller.contact, seller.kind) == (contact, kind)


@pytest.mark.parametrize(
    "contact",
    ["", "call me", "12345", "ros@", "@ros", "@1234567", "https://t.me/ros", "1" * 16, "a@b", "088 123456 x"],
)
def test_anything_else_is_no_contact(contact: str) -> None:
    with pytest.raises(ContactUnfit):
        read_seller("Ros", contact)


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "\0"])
def test_a_name_is_one_line_of_eighty_characters(name: str) -> None:
    with pytest.raises(NameUnfit):
        read_seller(name, "088-123456")


@pytest.mark.parametrize("name", ["?", "...", "🍜🍜", "088-123456"])
def test_a_registered_name_has_letters(name: str) -> None:
    with pytest.raises(SellerNameUnfit):
        read_seller(name, "088-123456")


@pytest.mark.feature("V10")
async def test_it_is_shown_changed_and_removed(market: Store) -> None:
    assert await market.read(public_seller, STALL) is None
    await shown(market)
    found = await market.read(public_seller, STALL)
    assert found is not None
    assert (found.name, found.contact) == ("Ros Enterprise", "088-123456")
    await shown(market, "@nenek_ros")
    assert (await market.read(own_seller, OWNER, STALL)).seller == await market.read(public_seller, STALL)
    await market.write(remove_seller, OWNER, STALL)
    await market.write(remove_seller, OWNER, STALL)
    assert await market.read(public_seller, STALL) is None
    assert await market.read(lambda session: session.get(Seller, STALL)) is None, "nothing of it is kept"


async def test_others_neither_write_nor_read_it_in_the_desk(market: Store) -> None:
    for actor in (Actor(1), ORGANISER):
        with pytest.raises(NotYourStall):
            await market.write(show_seller, actor, STALL, name="Me", contact="088-123456", now=NOW)
        with pytest.raises(NotYourStall):
            await market.read(own_seller, actor, STALL)


@pytest.mark.parametrize("change", [{"state": StallApproval.TURNED_DOWN}, {"state": StallApproval.ASKED}])
async def test_a_stall_that_is_not_open_shows_nobody(market: Store, change: dict[str, Any]) -> None:
    await shown(market)
    await market.write(set_columns, Stall, STALL, **change)
    assert await market.read(public_seller, STALL) is None


async def test_a_blocked_owner_is_not_shown_and_writes_nothing(market: Store) -> None:
    await shown(market)
    await market.write(set_columns, Person, ROS, blocked_at=NOW)
    assert await market.read(public_seller, STALL) is None
    with pytest.raises(Blocked):
        await shown(market)


async def test_it_is_in_the_owners_mydata_and_goes_with_them(market: Store) -> None:
    await shown(market)
    [row] = (await market.read(mydata, ROS))["seller"]
    assert (row["name"], row["contact"]) == ("Ros Enterprise", "088-123456")
    await market.write(forget, ROS, NOW)
    assert await market.read(lambda session: session.get(Seller, STALL)) is None


async def test_organisers_see_which_stalls_lack_it(market: Store) -> None:
    assert [each.id for each in (await market.read(unnamed_stalls, ORGANISER, 9)).stalls] == [STALL]
    with pytest.raises(NotOrganiser):
        await market.read(unnamed_stalls, OWNER, 1)
    await shown(market)
    assert (await market.read(unnamed_stalls, ORGANISER, 1)).total == 0


@pytest.mark.empty_market("the list of all stalls of the market")
async def test_many_stalls_that_lack_it_are_eight_on_a_page_by_name(market: Store) -> None:
    def open_more(session: Session) -> None:
        first = session.get_one(Stall, STALL)
        for place in range(9):
            columns = first.model_dump() | {
                "id": 10 + place,
                "code": f"X{place}",
                "name": f"A stall {9 - place}",
                "owner_id": 1 + place,
            }
            session.add(Stall(**columns))
            session.flush()

    await market.write(open_more)
    pages = [await market.read(unnamed_stalls, ORGANISER, page) for page in (0, 1, 2, 3)]
    first, last = [*range(18, 10, -1)], [10, STALL]
    assert [[each.id for each in page.stalls] for page in pages] == [first, first, last, last]
    assert [(page.page, page.pages, page.total) for page in pages] == [
        (1, 2, 10), (1, 2, 10), (2, 2, 10), (2, 2, 10),
    ]  # fmt: skip


@ON_POSTGRESQL
async def test_two_who_write_at_once_wait_for_the_stall(market: Store) -> None:
    await waits_where_it_looks(market, (_write, "@nenek_ros"), Stall, f"id = {STALL}")
    await waits_where_it_looks(market, (_write, "@nenek_ros"), Person, f"id = {ROS}")


def _write(session: Session, contact: str) -> None:
    show_seller(session, OWNER, STALL, name="Ros", contact=contact, now=NOW)


def set_columns(session: Session, table: type[Any], key: int, **values: Any) -> None:
    row = session.get_one(table, key)
    for name, value in values.items():
        setattr(row, name, value)
