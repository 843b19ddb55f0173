"""Access facts of an alley: recorded by organisers, read by everybody, and only where they are known."""

from dataclasses import replace

import pytest

from locales.user_text import ACCESS_WORDS
from market.access import AccessFacts, alley_access, known_access, set_access
from market.actor import Actor, NotOrganiser
from market.alley import AlleyUnknown
from market.audit_log import audit_lines
from market.organiser.block import block
from market.organiser.roles import name_organiser, remove_organiser
from market.paging import PageKey
from market.person import Blocked
from market.refusal import TooLong
from storage.access import AccessAnswer, AccessKind
from storage.audit import AuditAction
from storage.store import Store
from tests.evening import JO, NOW, ORGANISER, TOM, Evening
from tests.people import admins

YES, NO, UNKNOWN = AccessAnswer.YES, AccessAnswer.NO, AccessAnswer.UNKNOWN
TOILET = AccessFacts(kind=AccessKind.TOILET, answer=YES, words="behind the mosque")
KENS = admins(ORGANISER.person)
STEPS = AccessFacts(kind=AccessKind.STEP_FREE, answer=NO)


async def test_what_is_known_is_shown_and_nothing_else(store: Store, evening: Evening) -> None:
    alley = evening.alley
    assert await store.read(known_access, alley) == ()
    for fact in (TOILET, STEPS, replace(TOILET, kind=AccessKind.LIGHT, answer=UNKNOWN)):
        await store.write(set_access, ORGANISER, alley, fact, NOW)
    assert await store.read(known_access, alley) == (STEPS, TOILET), "in the order of the kinds"
    _, facts = await store.read(alley_access, ORGANISER, alley)
    assert [fact.kind for fact in facts] == list(AccessKind)
    assert [fact.answer for fact in facts] == [NO, YES, UNKNOWN, UNKNOWN, UNKNOWN]
    await store.write(set_access, ORGANISER, alley, replace(TOILET, answer=UNKNOWN), NOW)
    assert await store.read(known_access, alley) == (STEPS,)
    log = await store.read(lambda s: audit_lines(s, ORGANISER, PageKey(), size=9, about=f"alley:{alley}"))
    assert [line.action for line in log.rows] == 4 * [AuditAction.ALLEY_FACTS_CHANGED]


async def test_strangers_former_and_blocked_organisers_change_nothing(store: Store, evening: Evening) -> None:
    alley, jo = evening.alley, Actor(JO)
    await store.write(name_organiser, ORGANISER, JO, KENS, NOW)
    await store.write(set_access, jo, alley, STEPS, NOW)
    await store.write(remove_organiser, ORGANISER, JO, KENS, NOW)
    for actor in (jo, Actor(TOM)):
        with pytest.raises(NotOrganiser):
            await store.write(set_access, actor, alley, TOILET, NOW)
        with pytest.raises(NotOrganiser):
            await store.read(alley_access, actor, alley)
    await store.write(block, ORGANISER, TOM, KENS, NOW)
    with pytest.raises(Blocked):
        await store.write(set_access, Actor(TOM), alley, TOILET, NOW)
    assert await store.read(known_access, alley) == (STEPS,)


async def test_a_long_line_and_an_unknown_alley_are_refused(store: Store, evening: Evening) -> None:
    with pytest.raises(TooLong):
        await store.write(
            set_access,
            ORGANISER,
            evening.alley,
            replace(TOILET, words="x" * (ACCESS_WORDS.longest + 1)),
            NOW,
        )
    with pytest.raises(AlleyUnknown):
        await store.write(set_access, ORGANISER, evening.alley + 99, TOILET, NOW)
    assert await store.read(known_access, evening.alley) == ()
