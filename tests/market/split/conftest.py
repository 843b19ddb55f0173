"""A stall that shares today's drop: Ros sells, Tom is the live seller, Siti the host."""

from dataclasses import dataclass

import pytest
from sqlmodel import Session, col, select

from market.actor import Actor
from market.split.agree import accept_share, agree_share, end_shares, step_back
from market.split.facts import DropShares, drop_shares
from market.split.propose import make_share_link, propose_share, propose_usual, remove_share
from market.split.statement import ShareStatement, share_statement
from storage.drop import Drop, Item
from storage.notification import Notification
from storage.split import Split, SplitRole
from storage.store import Store
from tests.market.sale.conftest import HOUR, NOW, PRICES, ROS, SITI, STALL, TOM, SaleScenario, add_market

DROP, NEXT_DROP, NEXT_ITEM = 1, 2, 9
CREATOR, HOST = SplitRole.CREATOR, SplitRole.HOST
PARTY = {CREATOR: TOM, HOST: SITI}


@dataclass
class SplitScenario(SaleScenario):
    """The stall's counter, and the shares of its drop."""

    async def propose(self, role: SplitRole, share: int, drop: int = DROP, person: int = ROS) -> int:
        return await self.store.write(propose_share, Actor(person), drop, role, share=share, now=self.now)

    async def link(self, role: SplitRole, drop: int = DROP, person: int = ROS) -> str:
        offer = await self.store.write(make_share_link, Actor(person), drop, role, now=self.now, rng=self.rng)
        return offer.code

    async def accept(self, code: str, person: int) -> tuple[int, SplitRole]:
        return await self.store.write(accept_share, person, code, self.now)

    async def agree(self, split: int, role: SplitRole, person: int | None = None) -> None:
        await self.store.write(agree_share, Actor(person or PARTY[role]), split, role, now=self.now)

    async def step_back(self, split: int, role: SplitRole, person: int | None = None) -> None:
        await self.store.write(step_back, Actor(person or PARTY[role]), split, role, now=self.now)

    async def end(self, drop: int = DROP, person: int = ROS) -> None:
        await self.store.write(end_shares, Actor(person), drop, self.now)

    async def remove(self, role: SplitRole, drop: int = DROP, person: int = ROS) -> None:
        await self.store.write(remove_share, Actor(person), drop, role, now=self.now)

    async def parts(self, drop: int = DROP) -> dict[SplitRole, int]:
        """Return what is proposed; {} for nothing."""
        proposed = (await self.shares(drop)).proposed
        return {party.role: party.share for party in proposed.parties} if proposed else {}

    async def usual(self, drop: int = NEXT_DROP) -> int:
        return await self.store.write(propose_usual, Actor(ROS), drop, self.now)

    async def shared(self, creator: int = 2000, host: int = 1000) -> int:
        """Let all agree, each by a link."""
        split = 0
        for role, share in ((CREATOR, creator), (HOST, host)):
            if share:
                split = await self.propose(role, share)
        for role, share in ((CREATOR, creator), (HOST, host)):
            if share:
                await self.accept(await self.link(role), PARTY[role])
        return split

    async def shares(self, drop: int = DROP) -> DropShares:
        return await self.store.read(drop_shares, Actor(ROS), drop, self.now)

    async def shares_week(self, person: int = ROS, weeks_back: int = 0) -> ShareStatement:
        return await self.store.read(share_statement, Actor(person), STALL, weeks_back, now=self.now)

    async def in_force(self, drop: int = DROP) -> list[int | None]:
        rows = select(Split.id).where(
            col(Split.drop_id) == drop, col(Split.agreed_at).is_not(None), col(Split.ended_at).is_(None)
        )
        return await self.store.read(lambda session: list(session.exec(rows).all()))

    async def notified(self, kind: str) -> set[int]:
        rows = select(Notification.person_id).where(col(Notification.kind) == kind)
        return await self.store.read(lambda session: set(session.exec(rows).all()))


def add_next_drop(session: Session) -> None:
    """Write another drop of the stall, sold at the same counter."""
    session.add(
        Drop(
            id=NEXT_DROP, stall_id=STALL, alley_id=1, code="DROP2", name="Bahulu", language="en", per_person=6,
            state="published", opens_at=NOW - HOUR, starts_at=NOW + HOUR, ends_at=NOW + 5 * HOUR, created_at=NOW,
        )
    )  # fmt: skip
    session.flush()
    session.add(Item(id=NEXT_ITEM, drop_id=NEXT_DROP, name="bahulu", unit="box", price=777, quantity=40))


@pytest.fixture(params=["MYR"])
async def scenario(store: Store, request: pytest.FixtureRequest) -> SplitScenario:
    currency = request.param
    assert currency in PRICES
    await store.write(add_market, currency)
    await store.write(add_next_drop)
    return SplitScenario(store=store, currency=currency)
