"""Drafts of broadcasts: rights, inputs and refusals, the readers' view, and the possible times."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from market.actor import Actor, StallUnknown
from market.broadcast import draft, preparing, promotions, sample
from market.broadcast.audience import Audience, Criterion
from market.broadcast.notifications import BroadcastTest
from market.broadcast.refusals import (
    BroadcastGone,
    CaptionTooLong,
    NothingWritten,
    PromotionalTooSoon,
    TextTooLong,
    TooFarAhead,
    TooManyButtons,
)
from market.broadcast.start_time import BroadcastStart
from market.broadcast.wording import ButtonLink, announcement_of, language_for
from market.drop.refusals import DropUnknown
from market.notification.priority import Priority
from market.refusal import ButtonForged, Refusal, WhenPassed
from storage.broadcast import Broadcast, BroadcastKind, ButtonTarget, Wording
from storage.drop import Drop
from storage.notification import Notification
from storage.picture import Picture
from storage.stall import Stall
from storage.store import Store
from tests.market.broadcast.audience_model import ADMINS, DAY, HOUR, KEN, NOW, AudienceModel, build_model

ZONE = "Asia/Kuching"
ORGANISER, SECOND, STRANGER = Actor(KEN, is_configured_admin=True), Actor(2), Actor(30)
PICTURE = "ab" * 32
WEEK = timedelta(days=7)


@pytest.fixture
async def model(store: Store) -> AudienceModel:
    def lay_out(session: Session) -> AudienceModel:
        model = build_model(session, Random(1), size=12)
        for stall in session.exec(select(Stall)):
            stall.state = "approved"
        session.add(Picture(hash=PICTURE, width=1, height=1, data=b"x"))
        return model

    return await store.write(lay_out)


def written(words: dict[str, str], **audience: Any) -> preparing.WrittenDraft:
    return preparing.WrittenDraft(audience=Audience(**audience), kind=BroadcastKind.PROMOTIONAL, words=words)


REFUSED: list[tuple[Callable[..., Any], tuple[Any, ...], Refusal]] = [
    (preparing.write_words, ("en", " \0\n ", NOW), NothingWritten()),
    (preparing.write_words, ("en", "🎪" * 2048 + "!", NOW), TextTooLong(4097, 4096)),
    (preparing.write_words, ("tlh", "Qapla'", NOW), ButtonForged()),
    (preparing.aim, (Criterion.ROLE, "king", NOW), ButtonForged()),
    (preparing.aim, (Criterion.ALLEY, 999_999, NOW), ButtonForged()),
    (preparing.aim, (Criterion.DROP, 999_999, NOW), ButtonForged()),
    (preparing.aim, (Criterion.MARKET_DAY, 999_999, NOW), ButtonForged()),
    (preparing.aim, (Criterion.TAG, "never seen", NOW), ButtonForged()),
    (preparing.aim, (Criterion.LANGUAGE, "tlh", NOW), ButtonForged()),
    (preparing.aim, (Criterion.ACTIVITY, "sleeps", NOW), ButtonForged()),
    (preparing.add_button, (ButtonTarget.DROP, 999_999, NOW), DropUnknown()),
    (preparing.add_button, (ButtonTarget.STALL, 999_999, NOW), StallUnknown()),
    (preparing.begin_at, (NOW, ZONE, NOW), WhenPassed(NOW, ZONE)),
    (preparing.begin_at, (NOW + 366 * DAY, ZONE, NOW), TooFarAhead(NOW + 365 * DAY, ZONE)),
    (preparing.begin_before, (999_999, 120, ZONE, NOW), DropUnknown()),
    (preparing.begin_before, (1, 7, ZONE, NOW), ButtonForged()),
    (sample.send_sample, (NOW,), NothingWritten()),
]


async def test_what_cannot_be_is_refused_and_changes_nothing(store: Store, model: AudienceModel) -> None:
    await store.write(preparing.remove_words, ORGANISER, "en", NOW)
    before = await standing(store)
    for action, asked, refusal in REFUSED:
        with pytest.raises(type(refusal)) as raised:
            await store.write(action, ORGANISER, *asked)
        assert raised.value.facts() == refusal.facts()
    assert await standing(store) == before


async def standing(store: Store, actor: Actor = ORGANISER, now: datetime = NOW) -> draft.BroadcastDraft:
    return await store.read(draft.broadcast_draft, actor, ADMINS, ZONE, now=now)


TYPED = ("🎪" * 2048, "a <b>c</b> &amp; {d}", "\u202eمرحبا", "x\ny", "a" + "\u0301" * 4095)


async def test_words_are_kept_as_they_were_typed(store: Store, model: AudienceModel) -> None:
    for words in TYPED:
        await store.write(preparing.write_words, ORGANISER, "zh_Hans", words, now=NOW)
        assert (await standing(store)).words == {"zh_Hans": words}


async def test_each_organiser_has_a_draft_of_their_own_and_can_throw_it_away(
    store: Store, model: AudienceModel
) -> None:
    await store.write(preparing.write_words, ORGANISER, "en", "Mine", now=NOW)
    await store.write(preparing.write_words, ORGANISER, "ms", "Saya", now=NOW)
    await store.write(preparing.write_words, SECOND, "en", "Hers", now=NOW)
    await store.write(preparing.write_words, ORGANISER, "en", "Mine again", now=NOW)
    assert dict((await standing(store)).words) == {"en": "Mine again", "ms": "Saya"}
    await store.write(preparing.remove_words, ORGANISER, "ms", NOW)
    assert dict((await standing(store)).words) == {"en": "Mine again"}
    await store.write(draft.discard_draft, ORGANISER)
    await store.write(draft.discard_draft, ORGANISER)
    assert (await standing(store)).id == 0
    assert dict((await standing(store, SECOND)).words) == {"en": "Hers"}
    assert await store.read(lambda session: session.exec(select(Wording.words)).all()) == ["Hers"]


async def test_with_a_photo_words_are_shorter(store: Store, model: AudienceModel) -> None:
    await store.write(preparing.write_words, ORGANISER, "ms", "x" * 1025, now=NOW)
    with pytest.raises(CaptionTooLong) as refused:
        await store.write(preparing.set_picture, ORGANISER, PICTURE, NOW)
    assert refused.value.facts() == {"count": 1025, "limit": 1024}
    await store.write(preparing.write_words, ORGANISER, "ms", "x" * 1024, now=NOW)
    await store.write(preparing.set_picture, ORGANISER, PICTURE, NOW)
    with pytest.raises(TextTooLong) as too_long:
        await store.write(preparing.write_words, ORGANISER, "en", "x" * 1025, now=NOW)
    assert too_long.value.facts() == {"count": 1025, "limit": 1024}
    await store.write(preparing.set_picture, ORGANISER, None, NOW)
    await store.write(preparing.write_words, ORGANISER, "en", "x" * 4096, now=NOW)
    assert (await standing(store)).announcement.picture is None


async def test_three_buttons_at_most_each_once_and_what_is_gone_is_left_out(
    store: Store, model: AudienceModel
) -> None:
    one, two, three, four = model.drops[:4]
    for drop in (one, two, one):
        await store.write(preparing.add_button, ORGANISER, ButtonTarget.DROP, drop, now=NOW)
    stall = await store.read(lambda session: session.get_one(Drop, four).stall_id)
    await store.write(preparing.add_button, ORGANISER, ButtonTarget.STALL, stall, now=NOW)
    with pytest.raises(TooManyButtons):
        await store.write(preparing.add_button, ORGANISER, ButtonTarget.DROP, three, now=NOW)
    links = (await standing(store)).announcement.buttons
    assert [(link.sort, link.id) for link in links] == [("d", two), ("d", one), ("s", stall)]
    assert links[0] == ButtonLink(sort=ButtonTarget.DROP, id=two, name="Kuih 001", code="D001")
    assert links[0].payload == "d_D001"

    def cancel(session: Session) -> None:
        session.get_one(Drop, two).state = "cancelled"
        session.get_one(Drop, one).hidden_at = NOW

    await store.write(cancel)
    left = (await standing(store)).announcement.buttons
    assert [link.sort for link in left] == ["s"]
    await store.write(preparing.add_button, ORGANISER, ButtonTarget.DROP, three, now=NOW)
    await store.write(preparing.remove_button, ORGANISER, ButtonTarget.STALL, stall, now=NOW)
    assert [link.id for link in (await standing(store)).announcement.buttons] == [three]


async def test_it_begins_so_long_before_a_drop_and_moves_with_it(store: Store, model: AudienceModel) -> None:
    drop = model.drops[0]

    def change(session: Session, **values: Any) -> None:
        for name, value in values.items():
            setattr(session.get_one(Drop, drop), name, value)

    await store.write(change, state="published")
    await store.write(preparing.begin_before, ORGANISER, drop, 120, zone=ZONE, now=NOW)
    found = (await standing(store)).when
    assert found == BroadcastStart(at=NOW + DAY - 2 * HOUR, drop=drop, name="Kuih 000")
    await store.write(change, starts_at=NOW + 3 * DAY, ends_at=NOW + 4 * DAY)
    assert (await standing(store)).when.at == NOW + 3 * DAY - 2 * HOUR
    late = (await standing(store, now=NOW + 3 * DAY + HOUR)).when
    assert late.over, "it is not sent after the start of its drop"
    await store.write(change, state="paused")
    assert (await standing(store)).when == BroadcastStart(at=None, drop=drop, name="Kuih 000", waits=True)
    await store.write(change, state="cancelled")
    gone = (await standing(store)).when
    assert gone == BroadcastStart(at=None, drop=drop, name="Kuih 000", over=True)
    with pytest.raises(DropUnknown):
        await store.write(preparing.begin_before, ORGANISER, drop, 120, zone=ZONE, now=NOW)
    await store.write(preparing.begin_at, ORGANISER, NOW + HOUR, ZONE, now=NOW)
    assert (await standing(store)).when == BroadcastStart(at=NOW + HOUR)
    await store.write(preparing.begin_at, ORGANISER, None, ZONE, now=NOW)
    assert (await standing(store)).when == BroadcastStart()
    with pytest.raises(WhenPassed):
        await store.write(preparing.begin_before, ORGANISER, model.drops[1], 3 * 24 * 60, zone=ZONE, now=NOW)


async def test_the_test_is_one_notification_a_language_to_its_author(
    store: Store, model: AudienceModel
) -> None:
    for language in ("ms", "en"):
        await store.write(preparing.write_words, ORGANISER, language, "Hello", now=NOW)
    assert await store.write(sample.send_sample, ORGANISER, NOW) == ("en", "ms")
    soon = NOW.replace(second=59)
    assert await store.write(sample.send_sample, ORGANISER, soon) == (), "it is on its way"
    assert await store.write(sample.send_sample, ORGANISER, NOW + HOUR) == ("en", "ms")

    def notifications(session: Session) -> list[tuple[int, str, int]]:
        rows = (
            select(Notification)
            .where(col(Notification.kind) == BroadcastTest.kind)
            .order_by(col(Notification.id))
        )
        return [(row.person_id, row.payload["language"], row.priority) for row in session.exec(rows)]

    assert (
        await store.read(notifications) == [(KEN, "en", Priority.GENERAL), (KEN, "ms", Priority.GENERAL)] * 2
    )
    await store.write(preparing.write_words, ORGANISER, "en", "Hello again", now=NOW + HOUR)
    other = await store.write(sample.send_sample, ORGANISER, NOW + HOUR)
    assert other == ("en", "ms"), "other words are tried at once"


async def test_an_announcement_that_is_not_there_is_gone(store: Store, model: AudienceModel) -> None:
    with pytest.raises(BroadcastGone):
        await store.read(announcement_of, 999_999)


async def test_how_many_read_which_words(store: Store, model: AudienceModel) -> None:
    await store.write(preparing.write_words, ORGANISER, "ms", "Salam", now=NOW)
    found = await standing(store)
    assert found.readers_of("ms") == found.readers.total > 0
    await store.write(preparing.write_words, ORGANISER, "en", "Hello", now=NOW)
    found = await standing(store)
    malay = dict(found.readers.languages)["ms"]
    assert (found.readers_of("ms"), found.readers_of("en")) == (malay, found.readers.total - malay)


WRITTEN = {"ms": "Salam", "zh_Hans": "你好"}


@pytest.mark.parametrize(
    ("words", "language", "read"),
    [
        (WRITTEN, "ms", "ms"),
        (WRITTEN | {"en": "Hello"}, "id", "en"),
        ({"id": "Halo", "en": "Hello"}, "ms", "en"),
        ({"ms": "Salam"}, "id", ""),
        ({"id": "Halo"}, "ms", ""),
        (WRITTEN, "id", "zh_Hans"),
        (WRITTEN, "zh_Hant_HK", "zh_Hans"),
        (WRITTEN | {"zh_Hant": "你好"}, "zh_Hant_HK", "zh_Hant"),
        (WRITTEN | {"zh_Hant": "你好"}, "zh_Hans", "zh_Hans"),
        (WRITTEN, "en", "ms"),
        (WRITTEN, "th", "ms"),
        ({}, "en", ""),
        (WRITTEN, "no such code", "ms"),
    ],
)
def test_whose_words_stand_in_for_whose(words: dict[str, str], language: str, read: str) -> None:
    assert language_for(words, language) == read


MOMENTS = st.lists(st.integers(-20 * 24, 40 * 24).map(lambda hours: NOW + timedelta(hours=hours)), max_size=8)


@given(MOMENTS)
def test_the_next_promotional_one_is_the_first_a_week_from_every_other(moments: list[datetime]) -> None:
    first = promotions.first_apart(moments, NOW)
    assert first >= NOW
    assert all(abs(first - moment) >= WEEK for moment in moments)
    hours = (first - NOW) // timedelta(hours=1)
    for hour in range(hours):
        tried = NOW + timedelta(hours=hour)
        assert any(abs(tried - moment) < WEEK for moment in moments), "none before it would do"


async def begun(store: Store, **values: Any) -> int:
    def add(session: Session) -> int:
        given: dict[str, Any] = {"kind": "promotional", "state": "sent", "created_at": NOW, "author_id": KEN}
        row = Broadcast(audience=Audience().stored(), **(given | values))
        session.add(row)
        session.flush()
        return row.id or 0

    return await store.write(add)


@pytest.mark.parametrize(
    ("other", "following"),
    [
        ({"started_at": NOW - WEEK + HOUR}, NOW + HOUR),
        ({"started_at": NOW - WEEK}, None),
        ({"started_at": NOW - HOUR, "state": "stopped"}, NOW - HOUR + WEEK),
        ({"started_at": NOW - HOUR, "kind": "operational"}, None),
        ({"send_at": NOW + HOUR, "state": "scheduled"}, NOW + HOUR + WEEK),
        ({"send_at": NOW + HOUR, "state": "draft"}, None),
        ({"send_at": NOW + WEEK, "state": "scheduled"}, None),
    ],
)
async def test_one_promotional_broadcast_a_week(
    store: Store, model: AudienceModel, other: dict[str, Any], following: datetime | None
) -> None:
    one = await begun(store, **other)
    assert await store.read(promotions.next_promotional, NOW, 0) == following
    assert await store.read(promotions.next_promotional, NOW, one) is None
    await store.write(preparing.choose_kind, ORGANISER, "promotional", NOW)
    assert (await standing(store)).next_promotion == following
    await store.write(preparing.choose_kind, ORGANISER, "operational", NOW)
    assert (await standing(store)).next_promotion is None


async def test_a_drop_that_moves_moves_what_is_counted(store: Store, model: AudienceModel) -> None:
    drop = model.drops[0]
    one = await begun(store, state="scheduled", drop_id=drop, minutes_before=120)
    due = NOW + DAY - 2 * HOUR
    assert await store.read(promotions.next_promotional, NOW, 0) == due + WEEK
    assert await store.read(promotions.next_promotional, due, one) is None


async def test_of_two_that_are_sent_at_one_moment_one_waits(store: Store, model: AudienceModel) -> None:
    """As sending does: asked and begun in one transaction."""
    both = [await begun(store, state="draft") for _ in range(2)]

    def send(session: Session, broadcast: int) -> None:
        promotions.require_apart(session, broadcast, NOW, ZONE)
        row = session.get_one(Broadcast, broadcast)
        row.state, row.started_at = "sending", NOW
        session.flush()

    done = await asyncio.gather(*(store.write(send, one) for one in both), return_exceptions=True)
    [refused] = [each for each in done if each]
    assert isinstance(refused, PromotionalTooSoon)
    assert refused.facts() == {"at": NOW + WEEK, "zone": ZONE}


async def test_a_draft_written_at_a_table_is_all_of_what_was_written_or_what_it_was(
    store: Store, model: AudienceModel
) -> None:
    await store.write(preparing.write_words, ORGANISER, "ms", "Saya", now=NOW)
    await store.write(preparing.set_picture, ORGANISER, PICTURE, NOW)
    await store.write(preparing.add_button, ORGANISER, ButtonTarget.DROP, model.drops[0], now=NOW)
    had = await standing(store)
    both = written({"en": "Hers", "zh_Hans": " 雨 "}, roles=("vendor",), alleys=tuple(model.alleys[:2]))
    await store.write(preparing.write_draft, ORGANISER, both, now=NOW)
    now = await standing(store)
    assert (dict(now.words), now.audience) == ({"en": "Hers", "zh_Hans": "雨"}, both.audience)
    assert now.announcement.kind is BroadcastKind.PROMOTIONAL
    assert (now.announcement.picture, now.announcement.buttons) == (PICTURE, had.announcement.buttons)
    for wrong, refusal in (
        (written({"en": "x" * 1025}), TextTooLong),
        (written({"en": "Fine", "ms": "\0"}), NothingWritten),
        (written({"en": "Fine", "tlh": "Qapla'"}), ButtonForged),
        (written({"en": "Fine"}, alleys=(model.alleys[0], 999_999)), ButtonForged),
        (written({"en": "Fine"}, tags=("never seen",)), ButtonForged),
        (written({"en": "Fine"}, drop=999_999), ButtonForged),
    ):
        with pytest.raises(refusal):
            await store.write(preparing.write_draft, ORGANISER, wrong, now=NOW)
        assert await standing(store) == now


async def test_what_was_chosen_stays_chosen_when_it_is_offered_no_more(
    store: Store, model: AudienceModel
) -> None:
    await store.write(preparing.aim, ORGANISER, Criterion.DROP, model.drops[0], now=NOW)
    await store.write(lambda s: setattr(s.exec(select(Broadcast)).one(), "audience", {"drop": 999_998}))
    await store.write(preparing.write_draft, ORGANISER, written({}, drop=999_998), now=NOW)
    assert (await standing(store)).audience == Audience(drop=999_998)
    with pytest.raises(ButtonForged):
        await store.write(preparing.write_draft, ORGANISER, written({}, drop=999_997), now=NOW)


def test_the_order_of_choices_makes_no_other_draft() -> None:
    first, second = (written({"en": "a"}, alleys=alleys) for alleys in ((1, 2), (2, 1)))
    assert first.is_same(second)
    for other in (
        written({"en": "a"}, alleys=(1,)),
        written({"en": "b"}, alleys=(1, 2)),
        written({"ms": "a"}, alleys=(1, 2)),
    ):
        assert not first.is_same(other)
