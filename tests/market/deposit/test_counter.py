"""The payment QR on a counter: whose account it pays, who may claim it, and who is notified."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, col, func, select

from market.actor import Actor, NotYourStall
from market.deposit.counter import (
    MOST_KEPT,
    CounterCheckFacts,
    check_counter,
    counter_check,
    keep_counter,
    remove_counter,
    report_counter,
    stall_counter,
)
from market.deposit.emv import read_accounts
from market.deposit.payee import stop_payee
from market.deposit.refusals import CounterCheckUnknown, CounterFull, QrBroken, QrNotPayment
from market.person import Blocked
from storage.audit import AuditEntry
from storage.counter import CounterCheck
from storage.deposit import Payee
from storage.notification import Notification
from storage.person import Person
from storage.stall import Stall
from tests.market.deposit.conftest import HOUR, KEN, MARIUS, NOW, STRANGER, TOM, DepositScenario
from tests.market.deposit.payloads import DUITNOW, EVERY, PROMPTPAY, payload, sealed, tag
from tests.people import admins

OWNER, ORGANISER, STALL = Actor(MARIUS), Actor(KEN, is_configured_admin=True), 1
ADMINS = admins(KEN)


def account(number: str) -> str:
    return tag("26", tag("00", "A0000006150001") + tag("01", "501664") + tag("02", number))


def duitnow(number: str, name: str = "OMBAK PRINT", city: str = "KOTA KINABALU", more: str = "") -> str:
    return payload(account(number), "458", "MY", name, city=city, more=more)


THIEF = duitnow("000000666666666")


async def check(scenario: DepositScenario, *payloads: str, actor: Actor = OWNER) -> CounterCheckFacts:
    made = await scenario.store.write(check_counter, actor, STALL, payloads, now=scenario.now)
    return await scenario.store.read(counter_check, actor, made)


async def without_payee(scenario: DepositScenario) -> None:
    for payee in await scenario.store.read(lambda session: session.exec(select(Payee.id)).all()):
        await scenario.store.write(stop_payee, OWNER, payee, ADMINS, now=NOW)


async def count(scenario: DepositScenario, table: type[CounterCheck | AuditEntry | Notification]) -> int:
    return await scenario.store.read(
        lambda session: session.exec(select(func.count()).select_from(table)).one()
    )


async def test_only_accounts_decide(scenario: DepositScenario) -> None:
    assert (await check(scenario, DUITNOW)).verdict == "own"
    other_words = duitnow("000000123456789", "SOMEBODY ELSE", "KUCHING", tag("62", tag("05", "TABLE 4")))
    for_one_payment = sealed(DUITNOW[: DUITNOW.index("5303458")] + "5303458" + tag("54", "8.50") + "5802MY")
    for own in (other_words, for_one_payment):
        assert (await check(scenario, own)).verdict == "own"
    stolen = await check(scenario, THIEF)
    assert (stolen.verdict, stolen.name, stolen.ending) == ("other", "OMBAK PRINT", "6666")
    assert (await check(scenario, PROMPTPAY)).verdict == "other"


async def test_each_account_and_each_qr_has_to_be_the_stalls_own(scenario: DepositScenario) -> None:
    both = payload(
        account("000000123456789") + tag("27", tag("00", "A0000006150001") + tag("02", "000000666666666")),
        "458",
        "MY",
        "OMBAK PRINT",
        city="KOTA KINABALU",
    )
    assert (await check(scenario, both)).verdict == "other"
    assert (await check(scenario, DUITNOW, DUITNOW)).verdict == "own"
    beside = await check(scenario, DUITNOW, THIEF)
    assert (beside.verdict, beside.ending) == ("other", "6666")


@given(
    name=st.text(string.ascii_uppercase + " ", min_size=1, max_size=25),
    city=st.text(string.ascii_uppercase, min_size=1, max_size=15),
    number=st.from_regex(r"[0-9]{15}", fullmatch=True),
    amount=st.none() | st.integers(1, 10**6).map(str),
)
def test_the_accounts_of_a_payload_are_the_same_whatever_else_is_in_it(
    name: str, city: str, number: str, amount: str | None
) -> None:
    plain = read_accounts(duitnow(number))
    dressed = read_accounts(
        payload(account(number), "458", "MY", name, city, more=tag("54", amount) if amount else "")
    )
    assert dressed.accounts == plain.accounts
    assert plain.ending == number[-4:]
    assert (plain.accounts == read_accounts(DUITNOW).accounts) == (number == "000000123456789")


@pytest.mark.parametrize("scheme", EVERY)
def test_the_accounts_of_every_scheme_are_read(scheme: str) -> None:
    words, _ = EVERY[scheme]
    read = read_accounts(words)
    assert read.scheme == scheme
    assert read.accounts


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ("https://lorong.example/t/x", QrNotPayment),
        ("", QrNotPayment),
        (sealed("000201" + tag("59", "NO ACCOUNT")), QrNotPayment),
        (DUITNOW[:-1] + "0", QrBroken),
        (DUITNOW[:40], QrBroken),
        ("000201" + "ü" * 30, QrBroken),
    ],
)
async def test_what_is_no_payment_qr_stores_nothing(
    scenario: DepositScenario, words: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        await check(scenario, words)
    assert await count(scenario, CounterCheck) == 0


async def test_the_owner_says_which_accounts_are_theirs(scenario: DepositScenario) -> None:
    await without_payee(scenario)
    unknown = await check(scenario, DUITNOW)
    assert unknown.verdict == "unknown"
    entries = await count(scenario, AuditEntry)
    for _ in range(2):
        await scenario.store.write(keep_counter, OWNER, unknown.id, scenario.now)
    assert await count(scenario, AuditEntry) == entries + 1
    assert (await check(scenario, DUITNOW)).verdict == "own"
    assert (await check(scenario, THIEF)).verdict == "other"
    for _ in range(2):
        await scenario.store.write(remove_counter, OWNER, unknown.id, scenario.now)
    assert await count(scenario, AuditEntry) == entries + 2
    assert (await scenario.store.read(counter_check, OWNER, unknown.id)).verdict == "unknown"
    assert (await check(scenario, DUITNOW)).verdict == "unknown"
    counter = await scenario.store.read(stall_counter, OWNER, STALL)
    assert counter.kept == ()
    assert counter.newest is not None
    assert counter.newest.verdict == "unknown"


async def test_a_bank_qr_that_was_stopped_is_a_strangers_in_older_checks_too(
    scenario: DepositScenario,
) -> None:
    checked, thief = await check(scenario, DUITNOW), await check(scenario, THIEF)
    await scenario.store.write(keep_counter, OWNER, thief.id, scenario.now)
    await without_payee(scenario)
    assert (await scenario.store.read(counter_check, OWNER, checked.id)).verdict == "other"
    await scenario.store.write(report_counter, OWNER, checked.id, ADMINS, now=scenario.now)
    assert (await scenario.store.read(counter_check, ORGANISER, checked.id)).reported


async def test_so_many_are_kept_and_no_more(scenario: DepositScenario) -> None:
    for number in range(MOST_KEPT):
        kept = await check(scenario, duitnow(f"{number:015}"))
        await scenario.store.write(keep_counter, OWNER, kept.id, scenario.now)
    one_more = await check(scenario, THIEF)
    with pytest.raises(CounterFull):
        await scenario.store.write(keep_counter, OWNER, one_more.id, scenario.now)
    assert len((await scenario.store.read(stall_counter, OWNER, STALL)).kept) == MOST_KEPT


async def test_organisers_are_told_once_and_never_of_an_own_one(scenario: DepositScenario) -> None:
    stolen, own = await check(scenario, THIEF), await check(scenario, DUITNOW)
    before = await count(scenario, Notification)
    for place, one in enumerate((stolen, stolen, own)):
        await scenario.store.write(report_counter, OWNER, one.id, ADMINS, now=NOW + place * HOUR)
    assert await count(scenario, Notification) == before + 1
    rows = select(CounterCheck.reported_at).order_by(col(CounterCheck.id))
    assert await scenario.store.read(lambda session: list(session.exec(rows))) == [NOW, None]
    assert (await scenario.store.read(counter_check, ORGANISER, stolen.id)).reported


async def test_nobody_else_checks_keeps_removes_reports_or_looks(scenario: DepositScenario) -> None:
    """A stranger, an organiser without the stall, a blocked owner, and a former one."""
    stolen = await check(scenario, THIEF)
    acts = (
        (check_counter, STALL, [DUITNOW]),
        (keep_counter, stolen.id, NOW),
        (remove_counter, stolen.id, NOW),
        (report_counter, stolen.id, ADMINS),
    )

    async def refused(actor: Actor, refusal: type[Exception]) -> None:
        for action, *arguments in acts:
            named = {} if arguments[-1] == NOW else {"now": NOW}
            with pytest.raises(refusal):
                await scenario.store.write(action, actor, *arguments, **named)

    for actor in (Actor(STRANGER), Actor(TOM), ORGANISER):
        await refused(actor, NotYourStall)
    with pytest.raises(NotYourStall):
        await scenario.store.read(counter_check, Actor(STRANGER), stolen.id)
    with pytest.raises(NotYourStall):
        await scenario.store.read(stall_counter, Actor(STRANGER), STALL)
    with pytest.raises(CounterCheckUnknown):
        await scenario.store.write(keep_counter, OWNER, 99, NOW)

    def give_away(session: Session) -> None:
        session.get_one(Stall, STALL).owner_id = TOM

    def block(session: Session) -> None:
        session.get_one(Person, TOM).blocked_at = NOW

    await scenario.store.write(give_away)
    await refused(OWNER, NotYourStall)
    await scenario.store.write(block)
    await refused(Actor(TOM), Blocked)
    kept = select(func.count()).where(col(CounterCheck.kept_at).is_not(None))
    assert await scenario.store.read(lambda session: session.exec(kept).one()) == 0
