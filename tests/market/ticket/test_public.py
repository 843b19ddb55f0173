"""A ticket as anyone may see it: with its holder's language, and the code of its drop while that is shown."""

import pytest

from market.ticket.public_ticket import public_ticket
from market.ticket.refusals import TicketUnknown
from storage.alley import Alley
from storage.drop import Drop
from storage.person import Person
from tests.market.ticket.conftest import NOW, TicketScenario


async def test_anyone_reads_a_ticket_in_its_holders_language(scenario: TicketScenario) -> None:
    code = await scenario.booking()
    public = await scenario.store.read(public_ticket, code)
    holder = await scenario.store.read(lambda session: session.get(Person, public.facts.holder))
    assert holder is not None
    assert (public.facts.code, public.language, public.drop) == (code, holder.language, "DROP1")
    with pytest.raises(TicketUnknown):
        await scenario.store.read(public_ticket, "7KQ2M9XF7")


async def test_a_drop_that_is_not_shown_has_no_picture_on_its_ticket(scenario: TicketScenario) -> None:
    code = await scenario.booking()
    for table, field in ((Drop, "hidden_at"), (Alley, "closed_at")):
        await scenario.change(table, **{field: NOW})
        assert (await scenario.store.read(public_ticket, code)).drop == ""
        await scenario.change(table, **{field: None})
    assert (await scenario.store.read(public_ticket, code)).drop == "DROP1"
