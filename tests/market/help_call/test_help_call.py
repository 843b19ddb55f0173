"""Calls for help, on both databases: who is told, who comes, and what remains."""

import asyncio
from datetime import datetime
from typing import Any

import pytest
from sqlmodel import col, select, update

from market.actor import NotOrganiser, StallUnknown
from market.admins import NO_ADMINS
from market.alley import AlleyUnknown
from market.help_call.answer import answer_caller, end_call, give_back_call, take_call
from market.help_call.call import (
    PING_EVERY,
    TAKEN_WITHIN,
    HelpCalled,
    call_for_help,
    forget_callers,
    recent_call,
    say_more,
    strangers_call,
    tell_again,
    untaken_calls,
)
from market.help_call.duty import duty_facts, end_duty, start_duty
from market.help_call.facts import (
    HelpPlace,
    call_to_answer,
    changed_call,
    help_call,
    help_offer,
    open_call,
    overseen_call,
    own_call,
    refuse_words,
    untaken_call,
)
from market.help_call.refusals import (
    HelpCallerUnknown,
    HelpCallOver,
    HelpCallTaken,
    HelpCallUnknown,
    HelpWordsAdded,
    NobodyReachable,
    NotComing,
)
from market.notification.in_flight import Claimant, claim
from market.person import set_pending_prompt
from market.privacy.forget import forget
from market.privacy.mydata import mydata
from market.refusal import TooLong
from market.support import QuestionWordless, own_questions
from storage.audit import AuditEntry
from storage.help_call import WORDS_PROMPT, HelpCallState, OrganiserDuty
from storage.notification import Notification
from storage.person import Person
from storage.shown import ShownKind, ShownMessage
from storage.stall import Stall, StallApproval
from storage.store import Store
from tests.market.help_call.conftest import (
    AINA,
    BAN,
    BY,
    DAY,
    KEN,
    LOST,
    MEI,
    MINUTE,
    NOW,
    OLD,
    ROS,
    HelpMarket,
)
from tests.market.shown_messages import due_again, show


async def calls(market: HelpMarket, caller: int | None = AINA, now: datetime = NOW) -> HelpCalled:
    return await market.store.write(call_for_help, market.stall, caller, NO_ADMINS, now=now)


async def taken(market: HelpMarket, call: int, by: int = KEN, now: datetime = NOW) -> None:
    await market.store.write(take_call, BY[by], call, now)


async def test_a_call_goes_to_every_organiser_who_can_be_reached_with_its_place(market: HelpMarket) -> None:
    called = await calls(market)
    assert called.is_new
    assert (called.call.caller, called.call.stall, called.call.alley, called.call.asked_at) == (
        "Aina",
        "Dapur",
        "Lorong Bakau",
        NOW,
    )
    assert await market.told("HelpAsked") == [KEN, MEI], "nobody else, and not who left the chat"
    payloads = select(Notification.payload).where(col(Notification.kind) == "HelpAsked")
    found = await market.store.read(lambda session: session.exec(payloads).all())
    assert found == [{"version": 1, "call_id": called.call.id}] * 2, "no name and no number of a person"


async def test_a_tap_within_two_minutes_tells_nobody_again(market: HelpMarket) -> None:
    first = await calls(market)
    for late in (MINUTE, PING_EVERY - MINUTE / 60, -MINUTE):
        again = await calls(market, now=NOW + late)
        assert not again.is_new
        assert again.call == first.call
    assert len(await market.told("HelpAsked")) == 2
    found = await market.store.read(recent_call, AINA, NOW + MINUTE)
    assert found == first.call
    assert await market.store.read(recent_call, AINA, NOW + PING_EVERY) is None
    assert (await calls(market, now=NOW + PING_EVERY)).is_new
    assert (await calls(market, now=NOW - 60 * MINUTE)).is_new, "a clock that was set back holds up nobody"
    assert len(await market.calls()) == 3


async def test_a_blocked_person_and_a_stranger_may_call_and_an_organiser_is_not_told_of_their_own(
    market: HelpMarket,
) -> None:
    for caller in (BAN, None, KEN):
        assert (await calls(market, caller)).is_new
    assert not (await calls(market, BAN, NOW + MINUTE)).is_new, "limited as everybody"
    assert sorted(await market.told("HelpAsked")) == [KEN] * 2 + [MEI] * 3


async def test_pages_of_a_place_ping_once_in_two_minutes_whoever_calls(market: HelpMarket) -> None:
    first = await calls(market, None)
    again = await calls(market, None, NOW + MINUTE)
    assert (again.is_new, again.call) == (False, first.call)
    elsewhere = await market.store.write(call_for_help, market.alley, None, NO_ADMINS, now=NOW + MINUTE)
    assert elsewhere.is_new, "another place"
    assert (await calls(market, AINA, NOW + MINUTE)).is_new, "somebody who is known"
    assert (await calls(market, None, NOW + PING_EVERY)).is_new
    assert await market.store.read(strangers_call, market.stall, NOW + 9 * MINUTE) is None
    found = await market.store.read(strangers_call, market.stall, NOW + 9 * MINUTE, within=10 * MINUTE)
    assert found is not None
    assert found.asked_at == NOW + PING_EVERY


@pytest.mark.parametrize("caller", [AINA, None])
async def test_two_processes_ping_once(market: HelpMarket, database_url: str, caller: int | None) -> None:
    another = Store(database_url, deadline=120.0)
    try:
        found = await asyncio.gather(
            *(
                each.write(call_for_help, market.stall, caller, NO_ADMINS, now=NOW)
                for each in (market.store, another) * 3
            )
        )
    finally:
        await another.close()
    assert sorted(each.is_new for each in found) == [False] * 5 + [True]
    assert len({each.call.id for each in found}) == 1
    assert len(await market.told("HelpAsked")) == 2


async def test_where_nobody_can_be_reached_it_is_refused_and_nothing_is_stored(market: HelpMarket) -> None:
    for person in (KEN, MEI):
        await market.store.write(mark_unreachable_person, person)
    offer = await market.store.read(help_offer, market.stall, AINA, NO_ADMINS, now=NOW)
    assert offer.organisers == 0
    with pytest.raises(NobodyReachable):
        await calls(market)
    assert await market.calls() == []


def mark_unreachable_person(session: Any, person: int) -> None:
    from tests.people import address_of

    address_of(session, person).unreachable_at = NOW


async def test_a_stall_that_is_not_approved_is_not_named_and_its_alley_is_enough(market: HelpMarket) -> None:
    def close(session: Any) -> None:
        session.exec(update(Stall).values(state=StallApproval.TURNED_DOWN))

    await market.store.write(close)
    called = await calls(market)
    assert (called.call.stall, called.call.alley) == ("", "Lorong Bakau")
    for place, refusal in (
        (HelpPlace(alley=99), AlleyUnknown),
        (HelpPlace(alley=market.alley.alley, stall=99), StallUnknown),
    ):
        with pytest.raises(refusal):
            await market.store.write(call_for_help, place, AINA, NO_ADMINS, now=NOW + DAY)


async def test_organisers_on_duty_are_told_first_and_all_where_they_do_not_come(market: HelpMarket) -> None:
    store = market.store
    for person in (MEI, LOST):
        await store.write(start_duty, BY[person], market.market_day, NOW)
        await store.write(start_duty, BY[person], market.market_day, NOW)
    facts = await store.read(duty_facts, BY[MEI], market.market_day, NO_ADMINS)
    assert (facts.organisers, facts.reads) == (("Mei", "Lost"), True)
    assert not (await store.read(duty_facts, BY[KEN], market.market_day, NO_ADMINS)).reads
    call = (await calls(market)).call.id
    assert await market.told("HelpAsked") == [MEI]
    await store.write(tell_again, call, NO_ADMINS, NOW + TAKEN_WITHIN)
    assert await market.told("HelpAsked") == [MEI, KEN, MEI]
    await store.write(call_for_help, market.alley, None, NO_ADMINS, now=NOW + DAY)
    assert (await market.told("HelpAsked"))[3:] == [KEN, MEI], "another day has its own duty"
    await store.write(end_duty, BY[MEI], market.market_day)
    await calls(market, now=NOW + PING_EVERY)
    assert await market.told("HelpAsked") != [MEI, MEI, KEN, MEI]
    assert len(await market.told("HelpAsked")) == 7, "Lost cannot be reached, so all are told"


async def test_the_first_who_comes_is_the_one_and_the_caller_is_told(market: HelpMarket) -> None:
    call = (await calls(market)).call.id
    await market.store.write(lambda session: show(session, MEI, ShownKind.ORGANISER_REQUEST, call))
    await taken(market, call)
    await taken(market, call, now=NOW + MINUTE)
    with pytest.raises(HelpCallTaken) as refused:
        await taken(market, call, by=MEI)
    assert refused.value.organiser == "Ken"
    assert await market.told("HelpChanged") == [AINA]
    assert (await market.store.read(own_call, AINA, call)).taker == "Ken"
    assert (ShownKind.ORGANISER_REQUEST, call) in await market.store.read(due_again)
    with pytest.raises(HelpCallTaken):
        await market.store.read(untaken_call, call)


async def test_two_who_take_it_at_once_are_one_taker(market: HelpMarket, database_url: str) -> None:
    call, another = (await calls(market)).call.id, Store(database_url, deadline=120.0)
    try:
        found = await asyncio.gather(
            market.store.write(take_call, BY[KEN], call, NOW),
            another.write(take_call, BY[MEI], call, NOW),
            return_exceptions=True,
        )
    finally:
        await another.close()
    assert [type(each) for each in found].count(HelpCallTaken) == 1
    assert await market.told("HelpChanged") == [AINA]


async def test_who_does_not_come_after_all_gives_it_back_and_everybody_hears(market: HelpMarket) -> None:
    call = (await calls(market)).call.id
    with pytest.raises(NotComing):
        await market.store.write(give_back_call, BY[KEN], call, NO_ADMINS, now=NOW)
    await taken(market, call)
    with pytest.raises(NotComing):
        await market.store.write(give_back_call, BY[MEI], call, NO_ADMINS, now=NOW)
    later = NOW + MINUTE
    await market.store.write(give_back_call, BY[KEN], call, NO_ADMINS, now=later)
    assert await market.told("HelpAsked") == [KEN, MEI] * 2
    found = await market.store.read(untaken_call, call)
    assert (found.state, found.taken_by, found.told_again, found.told_at) == ("asked", None, True, later)
    await taken(market, call, by=MEI, now=later)
    assert await market.told("HelpChanged") == [AINA], "what was not sent gives way to how it stands now"


async def test_what_nobody_takes_in_three_minutes_is_told_once_more(market: HelpMarket) -> None:
    call, store = (await calls(market)).call.id, market.store
    early, due = NOW + TAKEN_WITHIN - MINUTE / 60, NOW + TAKEN_WITHIN
    assert await store.read(untaken_calls, early) == []
    await store.write(tell_again, call, NO_ADMINS, early)
    assert await store.read(untaken_calls, due) == [call]
    await store.write(tell_again, call, NO_ADMINS, due)
    await store.write(tell_again, call, NO_ADMINS, due + TAKEN_WITHIN)
    assert await market.told("HelpAsked") == [KEN, MEI] * 2
    assert await market.told("HelpChanged") == [AINA], "the caller reads that nobody comes yet"
    assert await store.read(untaken_calls, due + DAY) == []
    other = (await calls(market, None)).call.id
    await taken(market, other)
    await store.write(tell_again, other, NO_ADMINS, due)
    assert await store.read(untaken_calls, due) == []


async def test_a_call_whose_caller_called_again_is_not_told_once_more(market: HelpMarket) -> None:
    await calls(market)
    again = (await calls(market, now=NOW + PING_EVERY)).call.id
    stranger = (await calls(market, None)).call.id
    await calls(market, None, NOW + MINUTE)
    assert await market.store.read(untaken_calls, NOW + TAKEN_WITHIN) == [stranger]
    assert (await market.store.read(untaken_calls, NOW + 12 * 60 * MINUTE))[0] == again
    assert await market.store.read(untaken_calls, NOW + DAY) == [], "nobody hears of a call of yesterday"


async def test_it_is_over_once_and_the_caller_reads_it(market: HelpMarket) -> None:
    call = (await calls(market)).call.id
    await taken(market, call)
    for _ in range(2):
        await market.store.write(end_call, BY[MEI], call, NOW + MINUTE)
    assert await market.told("HelpChanged") == [AINA]
    for action, given in (
        (take_call, (BY[KEN], call, NOW)),
        (give_back_call, (BY[KEN], call, NO_ADMINS, NOW)),
        (say_more, (BY[AINA], call, "Wait", NO_ADMINS)),
    ):
        with pytest.raises(HelpCallOver):
            await market.store.write(action, *given, **({"now": NOW} if action is say_more else {}))
    with pytest.raises(HelpCallOver):
        await market.store.read(open_call, call)
    assert not (await calls(market, now=NOW + MINUTE)).is_new, (
        "one ping in two minutes, whatever became of it"
    )
    assert (await market.store.read(changed_call, call, HelpCallState.OVER)).closed_at == NOW + MINUTE
    with pytest.raises(HelpCallUnknown):
        await market.store.read(changed_call, call, HelpCallState.TAKEN)


async def test_one_line_is_added_and_told(market: HelpMarket) -> None:
    call, store = (await calls(market)).call.id, market.store
    for words, refusal in (("  \0 ", QuestionWordless), ("x" * 201, TooLong)):
        with pytest.raises(refusal):
            await store.write(say_more, BY[AINA], call, words, NO_ADMINS, now=NOW)
    with pytest.raises(HelpCallUnknown):
        await store.write(say_more, BY[BAN], call, "Mine", NO_ADMINS, now=NOW)
    await store.read(refuse_words, AINA, call)
    await store.write(say_more, BY[AINA], call, " My mother\nfainted ", NO_ADMINS, now=NOW)
    assert await market.told("HelpWords") == [KEN, MEI]
    assert (await store.read(overseen_call, BY[KEN], call)).words == "My mother fainted"
    with pytest.raises(HelpWordsAdded):
        await store.write(say_more, BY[AINA], call, "And more", NO_ADMINS, now=NOW)


async def test_an_answer_begins_a_question_that_the_caller_can_write_back_in(market: HelpMarket) -> None:
    call, store = (await calls(market)).call.id, market.store
    assert (await store.read(call_to_answer, BY[KEN], call)).caller == "Aina"
    await store.write(answer_caller, BY[KEN], call, "Two minutes.", now=NOW)
    assert await market.told("HelpAnswered") == [AINA]
    [question] = (await store.read(own_questions, AINA, 1)).questions
    assert [(text.is_answer, text.words) for text in question.texts] == [(True, "Two minutes.")]
    stranger = (await calls(market, None)).call.id
    with pytest.raises(HelpCallerUnknown):
        await store.read(call_to_answer, BY[KEN], stranger)
    with pytest.raises(HelpCallerUnknown):
        await store.write(answer_caller, BY[KEN], stranger, "Hello?", now=NOW)


async def test_it_is_heard_in_quiet_hours_and_goes_first(market: HelpMarket) -> None:
    night = datetime.combine(NOW.date(), NOW.time(), NOW.tzinfo) + 4 * 60 * MINUTE
    await calls(market, now=night)
    batch = await market.store.write(claim, Claimant("me", 1), night, 10, zone="Asia/Kuching")
    about = [
        (each.kind, each.silent, each.priority) for each in batch.notifications if each.kind == "HelpAsked"
    ]
    assert about == [("HelpAsked", False, 0)] * 2


@pytest.mark.empty_market("the sweep of all calls")
async def test_a_month_later_nothing_leads_from_a_call_to_a_person(market: HelpMarket) -> None:
    call, store = (await calls(market)).call.id, market.store
    await store.write(say_more, BY[AINA], call, "My mother fainted", NO_ADMINS, now=NOW)
    await taken(market, call)
    await store.write(start_duty, BY[KEN], market.market_day, NOW)
    await store.write(set_pending_prompt, AINA, f'[1,0,"{WORDS_PROMPT}",{call}]')
    await store.write(set_pending_prompt, ROS, '[1,0,"support",0]')

    def remembered(session: Any) -> None:
        show(session, AINA, ShownKind.ORGANISER_REQUEST, call)
        session.exec(update(ShownMessage).values(form="help-caller"))
        session.flush()
        show(session, ROS, ShownKind.ORGANISER_REQUEST, call)

    await store.write(remembered)
    assert await store.write(forget_callers, NOW + 30 * DAY) == 0
    fresh = (await calls(market, now=NOW + 30 * DAY)).call.id
    assert await store.write(forget_callers, NOW + 31 * DAY) == 1
    assert await store.write(forget_callers, NOW + 31 * DAY) == 0
    old, new = await market.calls()
    assert (old.id, old.caller_id, old.taken_by, old.words) == (call, None, None, None)
    assert (old.stall_id, old.state, old.taken_at) == (market.stall.stall, "taken", NOW), (
        "what figures need stays"
    )
    assert (new.id, new.caller_id) == (fresh, AINA)
    assert (await store.read(help_call, call)).caller == ""

    def left(session: Any) -> tuple[set[str], list[int], list[str], int]:
        abouts = {
            *session.exec(select(Notification.about).where(col(Notification.about).startswith("help:")))
        }
        shown = [*session.exec(select(ShownMessage.person_id).order_by(col(ShownMessage.id)))]
        prompts = (
            select(Person.pending_prompt).where(col(Person.id).in_((AINA, ROS))).order_by(col(Person.id))
        )
        return abouts, shown, [*session.exec(prompts)], len(session.exec(select(OrganiserDuty)).all())

    assert await store.read(left) == ({f"help:{fresh}"}, [ROS], ["", '[1,0,"support",0]'], 0)


async def test_the_audit_log_has_nothing_of_calls(market: HelpMarket) -> None:
    entries = select(AuditEntry.id)
    before = await market.store.read(lambda session: len(session.exec(entries).all()))
    call = (await calls(market)).call.id
    await taken(market, call)
    await market.store.write(end_call, BY[KEN], call, NOW)
    assert await market.store.read(lambda session: len(session.exec(entries).all())) == before


async def test_who_asks_to_be_forgotten_leaves_a_call_without_a_name(market: HelpMarket) -> None:
    call, store = (await calls(market)).call.id, market.store
    await store.write(say_more, BY[AINA], call, "My mother fainted", NO_ADMINS, now=NOW)
    await taken(market, call)
    await store.write(start_duty, BY[KEN], market.market_day, NOW)
    assert (await store.read(mydata, AINA))["help_call"][0]["words"] == "My mother fainted"
    for person in (AINA, KEN):
        await store.write(forget, person, NOW)
    [row] = await market.calls()
    assert (row.caller_id, row.words, row.taken_by, row.state) == (None, None, None, "taken")
    assert (await store.read(overseen_call, BY[MEI], call)).taker == ""
    with pytest.raises(HelpCallTaken):
        await taken(market, call, by=MEI)


@pytest.mark.parametrize("person", [AINA, BAN, OLD, ROS])
async def test_nobody_but_organisers_answers(market: HelpMarket, person: int) -> None:
    call, store = (await calls(market)).call.id, market.store
    for action, given in (
        (take_call, (call, NOW)),
        (give_back_call, (call, NO_ADMINS, NOW)),
        (end_call, (call, NOW)),
        (answer_caller, (call, "Hi", NOW)),
        (start_duty, (market.market_day, NOW)),
        (end_duty, (market.market_day,)),
        (overseen_call, (call,)),
        (call_to_answer, (call,)),
        (duty_facts, (market.market_day, NO_ADMINS)),
    ):
        with pytest.raises(NotOrganiser):
            await store.write(action, BY[person], *given)
    for theirs in (own_call, refuse_words):
        if person != AINA:
            with pytest.raises(HelpCallUnknown):
                await store.read(theirs, person, call)
    for read in (help_call, open_call):
        with pytest.raises(HelpCallUnknown):
            await store.read(read, 99)
