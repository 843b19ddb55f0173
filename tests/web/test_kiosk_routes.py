"""The kiosk's routes over HTTP, on a real server and both databases."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from io import BytesIO
from random import Random
from typing import Any

import aiohttp
import pytest
import structlog
import zxingcpp
from aiohttp import web
from PIL import Image
from sqlmodel import Session, col, select

from bot.file_reader.reader import ChildFileReader
from market.kiosk.apply_scans import apply_scans
from market.kiosk.devices import revoke_device
from market.kiosk.sign_in import make_link
from market.packaging.hub import HubPlan, open_hub
from market.packaging.place import hub_ref, stall_ref
from market.sent_file import FilesWait
from storage.help_call import HelpCall
from storage.kiosk import KioskDevice, KioskScan
from storage.notification import Notification
from storage.person import Person
from storage.store import Store
from tests.hostile_files import jpeg_of_scans
from tests.market.kiosk.device import SampleDevice, base64url
from tests.market.ticket.conftest import (
    AINA,
    KEN,
    NOW,
    ROS,
    WEI,
    TicketScenario,
    actor_of,
    add_market,
)
from tests.people import address_of, admins, telegram_id
from tests.web.init_data import BOT_TOKEN, signed_init_data
from tests.web.kiosk_client import KioskClient
from web.init_data import FRESH
from web.kiosk_routes import FAILED_SIGN_INS, MAX_SIGN_IN, KioskServices, add_kiosk_routes
from web.security_headers import secure

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
NewClient = Callable[[str], KioskClient]


@pytest.fixture
async def scenario(store: Store) -> TicketScenario:
    await store.write(add_market)
    return TicketScenario(store)


@pytest.fixture
async def address(scenario: TicketScenario) -> AsyncIterator[str]:
    app = secure(web.Application())
    files = ChildFileReader()
    services = KioskServices(
        store=scenario.store,
        admins=admins(KEN),
        now=lambda: scenario.now,
        rng=Random(5),
        bot_token=BOT_TOKEN,
        read_qr=files.qr_in,
    )
    add_kiosk_routes(app, services)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()
    await files.close()


@pytest.fixture
async def new_client(address: str, scenario: TicketScenario) -> AsyncIterator[NewClient]:
    async with aiohttp.ClientSession() as session:
        yield lambda name: KioskClient(
            session=session,
            address=address,
            device=SampleDevice(name=name),
            clock=lambda: scenario.now,
        )


@pytest.fixture
async def phone(new_client: NewClient, scenario: TicketScenario) -> KioskClient:
    client = new_client("phone")
    assert (await client.sign_in(await link(scenario)))[0] == 200
    return client


async def link(scenario: TicketScenario, person: int = ROS) -> str:
    offer = await scenario.store.write(make_link, actor_of(person), stall_ref(1), scenario.now, scenario.rng)
    return offer.code


async def from_chat(
    scenario: TicketScenario,
    client: KioskClient,
    person: int,
    place: str = "s1",
    *,
    is_turned: bool = False,
    **changes: Any,
) -> tuple[int, Any]:
    """Sign in by what Telegram says of a person who opened the page now. `is_turned`: with its fields in another order."""
    init_data = signed_init_data(telegram_id(person), scenario.now, **changes)
    init_data = "&".join(init_data.split("&")[::-1]) if is_turned else init_data
    body = {
        "init_data": init_data,
        "place": place,
        "public_key": base64url(client.device.public_key),
        "name": client.device.name,
    }
    status, found = await client.post("/kiosk/sign-in-app", json.dumps(body).encode(), signed=False)
    if status == 200:
        client.device.number = found["device"]
    return status, found


async def test_who_opened_the_page_inside_telegram_signs_in_without_a_link(
    scenario: TicketScenario, new_client: NewClient
) -> None:
    code, phone, other = await scenario.booking(1), new_client("phone"), new_client("other")
    status, found = await from_chat(scenario, phone, ROS)
    assert (status, found["stall"]["name"], found["name"]) == (200, "Ros’s", "phone")
    assert (await from_chat(scenario, phone, ROS)) == (status, found), "the answer was lost"
    assert await from_chat(scenario, other, ROS) == (403, {"error": "link_over"}), "it signs one device in"
    turned = await from_chat(scenario, other, ROS, is_turned=True)
    assert turned == (403, {"error": "link_over"}), "also where it is written in another way"
    scenario.now += MINUTE
    assert (await from_chat(scenario, other, KEN))[0] == 200, "an organiser"
    assert [each["code"] for each in (await phone.list())[1]["tickets"]] == [code]
    scan = phone.device.record(code, scenario.now)
    assert (await phone.scans([scan]))[1]["results"][0]["outcome"] == "accepted"


async def test_kiosks_are_served_while_the_readers_of_the_chat_are_busy(
    scenario: TicketScenario, new_client: NewClient
) -> None:
    code, phone, going_on = await scenario.booking(1), new_client("phone"), threading.Event()
    chats = [asyncio.create_task(scenario.store.read(lambda _: going_on.wait(10))) for _ in range(20)]
    await asyncio.sleep(0.05)
    try:
        async with asyncio.timeout(5):
            assert (await from_chat(scenario, phone, ROS))[0] == 200
            assert [each["code"] for each in (await phone.list())[1]["tickets"]] == [code]
    finally:
        going_on.set()
    assert all(await asyncio.gather(*chats))


async def test_telegrams_word_is_no_right_to_scan(scenario: TicketScenario, new_client: NewClient) -> None:
    def block(session: Session) -> None:
        session.get_one(Person, ROS).blocked_at = NOW

    over = 403, {"error": "link_over"}
    for person, place in ((AINA, "s1"), (WEI, "s1"), (ROS, "s2"), (ROS, "s99"), (ROS, "h1"), (999, "s1")):
        assert await from_chat(scenario, new_client("x"), person, place) == over
    for forged in ({"token": "43:another-bot"}, {"age": FRESH}, {"tampered": telegram_id(WEI)}):
        assert await from_chat(scenario, new_client("x"), ROS, **forged) == over
    assert await from_chat(scenario, new_client("x"), ROS, "stall") == (400, {"error": "malformed"})
    await scenario.store.write(block)
    assert (await from_chat(scenario, new_client("x"), ROS))[1]["error"] in ("link_over", "too_many")
    assert await scenario.store.read(lambda session: session.exec(select(KioskDevice)).all()) == []


@pytest.mark.parametrize("user", ["[" * 1200, '{"id": 9223372036854775808}'], ids=["deep", "64 bits"])
async def test_a_person_whom_no_database_takes_is_nobody(
    scenario: TicketScenario, new_client: NewClient, user: str
) -> None:
    assert await from_chat(scenario, new_client("x"), ROS, user=user) == (403, {"error": "link_over"})


async def test_ten_devices_are_enough_from_the_chat_too(
    scenario: TicketScenario, new_client: NewClient
) -> None:
    for number in range(10):
        scenario.now += MINUTE
        assert (await from_chat(scenario, new_client(f"phone {number}"), ROS))[0] == 200
    scenario.now += MINUTE
    refused = await from_chat(scenario, new_client("one more"), ROS)
    assert refused == (403, {"error": "too_many_devices"})


async def stored(scenario: TicketScenario) -> list[KioskScan]:
    return await scenario.store.read(lambda session: list(session.exec(select(KioskScan))))


async def test_a_device_signs_in_reads_its_list_and_hands_over(
    scenario: TicketScenario, new_client: NewClient
) -> None:
    code, phone = await scenario.booking(2), new_client("Counter, left")
    token = await link(scenario)
    status, found = await phone.sign_in(token)
    assert status == 200
    milliseconds = round(NOW.timestamp() * 1000)
    assert found == {
        "device": phone.device.number,
        "name": "Counter, left",
        "stall": {"id": 1, "kind": "stall", "name": "Ros’s"},
        "now": milliseconds,
    }
    status, known = await phone.list()
    assert status == 200
    assert (known["now"], known["stall"]["id"], known["language"]) == (milliseconds, 1, "en")
    [ticket] = known["tickets"]
    assert {name: ticket[name] for name in ("code", "kind", "units", "done", "status", "price")} == {
        "code": code,
        "kind": "pickup",
        "units": 2,
        "done": 0,
        "status": "VALID",
        "price": 850,
    }
    scan = phone.device.record(code, NOW, units=2)
    status, said = await phone.scans([scan])
    uuid = json.loads(scan.body)["uuid"]
    assert (status, said) == (200, {"now": milliseconds, "results": [{"uuid": uuid, "outcome": "accepted"}]})
    assert (await scenario.ticket(code)).state == "collected"
    _, known = await phone.list()
    pickup, returns = known["tickets"]
    assert (pickup["status"], pickup["last_by"], pickup["last_at"]) == ("DONE", "Ros", milliseconds)
    assert (returns["kind"], returns["units"], returns["deposit"]) == ("returns", 2, 300)
    assert "Aina" not in json.dumps(known)


async def test_a_lost_answer_is_given_again(
    scenario: TicketScenario, new_client: NewClient, phone: KioskClient
) -> None:
    code, token = await scenario.booking(1), await link(scenario)
    tablet = new_client("tablet")
    assert await tablet.sign_in(token) == await tablet.sign_in(token)
    scan = phone.device.record(code, NOW)
    assert await phone.scans([scan]) == await phone.scans([scan])
    assert len(await stored(scenario)) == 1


async def test_a_link_works_once_for_fifteen_minutes_and_for_who_made_it(
    scenario: TicketScenario, new_client: NewClient
) -> None:
    token, first = await link(scenario), new_client("first")
    assert (await first.sign_in(token))[0] == 200
    over = (403, {"error": "link_over"})
    assert await new_client("second").sign_in(token) == over
    of_organiser = await link(scenario, KEN)
    assert (await new_client("third").sign_in(of_organiser))[0] == 200
    assert await first.sign_in(of_organiser) == over, "it was used by another, and made by somebody else"
    token = await link(scenario)
    scenario.now = NOW.replace(minute=15)
    assert await new_client("late").sign_in(token) == over
    assert await new_client("guessing").sign_in("A" * 22) == over


async def test_too_many_failed_sign_ins_by_one_link_have_to_wait(
    scenario: TicketScenario, new_client: NewClient
) -> None:
    token = await link(scenario)
    assert (await new_client("first").sign_in(token))[0] == 200
    for _ in range(FAILED_SIGN_INS):
        assert (await new_client("guessing").sign_in(token))[0] == 403
    assert await new_client("guessing").sign_in(token) == (429, {"error": "too_many"})
    assert (await new_client("tablet").sign_in(await link(scenario)))[0] == 200, "nobody else has to wait"


async def test_garbage_keeps_nobody_from_signing_in(scenario: TicketScenario, new_client: NewClient) -> None:
    """All kiosks behind one proxy have one address."""
    stranger = new_client("stranger")
    for number in range(3 * FAILED_SIGN_INS):
        assert (await stranger.sign_in(f"{number:022}"))[0] == 403
        await stranger.post("/kiosk/sign-in", b"garbage", signed=False)
        assert (await from_chat(scenario, stranger, ROS, token="43:another-bot"))[0] == 403
    assert (await new_client("phone").sign_in(await link(scenario)))[0] == 200
    assert (await from_chat(scenario, new_client("tablet"), ROS))[0] == 200


async def test_the_list_is_given_once_to_a_request_and_only_while_it_is_fresh(
    scenario: TicketScenario, phone: KioskClient
) -> None:
    nonce = base64url(bytes(16))
    assert (await phone.list(nonce=nonce))[0] == 200
    assert await phone.list(nonce=nonce) == (403, {"error": "signature"}), "somebody sends a copy of it"
    told = (403, {"error": "clock", "now": round(NOW.timestamp() * 1000)})
    for off in (3 * MINUTE, -3 * MINUTE):
        assert await phone.list(off=off) == told, "the page sets its clock by this and asks again"
    assert (await phone.list(off=MINUTE))[0] == 200
    phone.headers = {"Lorong-Nonce": ""}
    assert await phone.list() == (403, {"error": "signature"})
    phone.headers = {"Lorong-Time": str(round(NOW.timestamp() * 1000) + 1)}
    assert await phone.list() == (403, {"error": "signature"}), "the time is signed"


async def calls(scenario: TicketScenario) -> list[tuple[int, int | None, int | None]]:
    """Alley, stall and caller of each call for help."""

    def read(session: Session) -> list[tuple[int, int | None, int | None]]:
        rows = select(HelpCall).order_by(col(HelpCall.id))
        return [(each.alley_id, each.stall_id, each.caller_id) for each in session.exec(rows)]

    return await scenario.store.read(read)


async def told(scenario: TicketScenario) -> list[int]:
    """Who was told of calls for help."""

    def read(session: Session) -> list[int]:
        rows = select(Notification.person_id).where(col(Notification.kind) == "HelpAsked")
        return sorted(session.exec(rows))

    return await scenario.store.read(read)


async def test_a_device_calls_the_organisers_to_its_stall_once_in_two_minutes_and_names_nobody(
    scenario: TicketScenario, phone: KioskClient
) -> None:
    answer = 200, {"told_at": round(NOW.timestamp() * 1000)}
    assert await phone.call_help() == answer
    scenario.now += MINUTE
    assert await phone.call_help() == answer, "they were told before"
    assert (await calls(scenario), await told(scenario)) == ([(1, 1, None)], [KEN])
    scenario.now += MINUTE
    assert await phone.call_help() == (200, {"told_at": round(scenario.now.timestamp() * 1000)})
    assert await calls(scenario) == [(1, 1, None)] * 2


async def test_a_call_that_is_copied_late_or_not_the_devices_calls_nobody(
    scenario: TicketScenario, phone: KioskClient
) -> None:
    late = 403, {"error": "clock", "now": round(NOW.timestamp() * 1000)}
    assert await phone.call_help(off=3 * MINUTE) == late
    other = SampleDevice(name="other", number=phone.device.number)
    signed, phone.device = phone.device, other
    assert await phone.call_help() == (403, {"error": "signature"})
    phone.device = signed
    await scenario.store.write(revoke_device, actor_of(ROS), phone.device.number, NOW)
    assert await phone.call_help() == (403, {"error": "revoked"})
    assert await calls(scenario) == []


async def test_a_copy_of_a_call_is_refused_when_it_could_call_again(
    scenario: TicketScenario, phone: KioskClient
) -> None:
    nonce, sent_at = base64url(bytes(16)), scenario.now
    assert (await phone.call_help(nonce=nonce))[0] == 200
    scenario.now += 2 * MINUTE
    assert (await phone.call_help(nonce=nonce, off=sent_at - scenario.now)) == (403, {"error": "signature"})
    assert len(await calls(scenario)) == 1


async def test_where_no_organiser_is_reached_the_device_reads_that(
    scenario: TicketScenario, phone: KioskClient
) -> None:
    def lose(session: Session) -> None:
        address_of(session, KEN).unreachable_at = NOW

    await scenario.store.write(lose)
    assert await phone.call_help() == (409, {"error": "nobody"})
    assert await calls(scenario) == []


async def test_a_hubs_device_calls_to_its_alley(scenario: TicketScenario, new_client: NewClient) -> None:
    def hub(session: Session) -> int:
        plan = HubPlan(name="Hub", opens_minute=600, closes_minute=1380, capacity=50, location="")
        return open_hub(session, actor_of(KEN), 1, plan, now=NOW, rng=scenario.rng)

    place, gate = hub_ref(await scenario.store.write(hub)), new_client("gate")
    offer = await scenario.store.write(make_link, actor_of(KEN), place, scenario.now, scenario.rng)
    assert (await gate.sign_in(offer.code))[0] == 200
    assert (await gate.call_help())[0] == 200
    assert await calls(scenario) == [(1, None, None)]


async def test_scans_are_stored_a_few_a_transaction(
    scenario: TicketScenario, phone: KioskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite has one writer: whoever joins waits for one transaction, not for fifty scans."""
    code, sizes, write = await scenario.booking(2), list[int](), scenario.store.write

    async def measured(action: Any, *arguments: Any, **more: Any) -> Any:
        if action is apply_scans:
            sizes.append(len(arguments[1]))
        return await write(action, *arguments, **more)

    monkeypatch.setattr(scenario.store, "write", measured)
    scans = [phone.device.record(code, NOW + number * SECOND) for number in range(10)]
    _, said = await phone.scans(scans)
    assert [each["outcome"] for each in said["results"]] == ["accepted"] * 2 + ["conflict"] * 8
    assert sizes == [4, 4, 2]
    assert len(await scenario.notifications("TwoScans")) == 1
    assert len(await scenario.notifications("ConflictsWait")) == 1, "one message for all others"


async def test_a_revoked_device_gets_nothing_and_gives_nothing(
    scenario: TicketScenario, phone: KioskClient
) -> None:
    code = await scenario.booking(1)
    await scenario.store.write(revoke_device, actor_of(ROS), phone.device.number, scenario.now)
    revoked = (403, {"error": "revoked"})
    assert await phone.list() == revoked
    assert await phone.scans([phone.device.record(code, NOW)]) == revoked
    assert await stored(scenario) == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Lorong-Signature": "A" * 86},
        {"Lorong-Signature": "not base64 at all!"},
        {"Lorong-Signature": ""},
        {"Lorong-Device": "999"},
        {"Lorong-Device": "99999999999999999999"},
        {"Lorong-Device": "-1"},
        {"Lorong-Device": "²"},
    ],
)
async def test_a_request_that_the_device_did_not_sign_is_refused(
    phone: KioskClient, headers: dict[str, str]
) -> None:
    phone.headers = headers
    assert await phone.list() == (403, {"error": "signature"})


async def test_a_request_is_signed_with_its_path_and_its_body(
    scenario: TicketScenario, phone: KioskClient
) -> None:
    code = await scenario.booking(1)
    stolen = phone._signature("GET", "/kiosk/list", b"")
    phone.headers = stolen
    assert (await phone.scans([phone.device.record(code, NOW)]))[0] == 403


GARBAGE = (
    b"",
    b"null",
    b"[]",
    b"{}",
    b"\xff\xfe",
    b"[" * 5000,
    b'{"scans": 1}',
    b'{"scans": [{}]}',
    b'{"scans": [{"body": "{}", "signature": "AA"}]}',
    b'{"scans": [{"body": "\\ud800", "signature": "AA"}]}',
    b'{"scans": [' + b'{"body": 1, "signature": 1},' * 9 + b"{}]}",
    b'{"scans": [{"body": "' + b"9" * 900 + b'", "signature": "' + b"A" * 86 + b'"}]}',
)


@pytest.mark.parametrize("body", GARBAGE, ids=range(len(GARBAGE)))
async def test_garbage_is_malformed_and_not_logged(phone: KioskClient, body: bytes) -> None:
    with structlog.testing.capture_logs() as logs:
        assert await phone.post("/kiosk/scans", body) == (400, {"error": "malformed"})
        malformed_or_long = await phone.post("/kiosk/sign-in", body, signed=False)
        assert malformed_or_long[0] == (400 if len(body) <= MAX_SIGN_IN else 413)
    # The market of a test before this one may still be sending a reply to a sandbox that has closed.
    assert [log for log in logs if log["event"] != "a reply is sent again"] == []


@pytest.mark.parametrize(
    "change",
    [
        {"uuid": "x"},
        {"seq": 0},
        {"seq": 2**60},
        {"seq": "1"},
        {"seq": True},
        {"units": 7},
        {"units": -1},
        {"at": 1},
        {"at": 10**18},
        {"action": "give"},
        {"ticket": None},
        {"ticket": "x" * 500},
        {"shown": "x" * 50},
        {"undoes": "x"},
        {"action": "undo"},
        {"more": 1},
    ],
)
async def test_a_scan_that_says_no_such_thing_is_malformed_and_nothing_of_the_batch_is_stored(
    scenario: TicketScenario, phone: KioskClient, change: dict[str, object]
) -> None:
    code = await scenario.booking(1)
    good = phone.device.record(code, NOW)
    bad = phone.device.sign({**json.loads(phone.device.record(code, NOW).body), **change})
    assert await phone.scans([good, bad]) == (400, {"error": "malformed"})
    assert await stored(scenario) == []


async def test_fifty_scans_are_a_batch_and_fifty_one_are_too_many(
    scenario: TicketScenario, phone: KioskClient
) -> None:
    code = await scenario.booking(1)
    scans = [phone.device.record(code, NOW, "refused", 0) for _ in range(51)]
    assert await phone.scans(scans) == (400, {"error": "malformed"})
    status, said = await phone.scans(scans[:50])
    assert (status, {each["outcome"] for each in said["results"]}) == (200, {"accepted"})
    assert len(await stored(scenario)) == 50


async def test_a_body_beyond_the_limit_is_too_large(phone: KioskClient) -> None:
    too_large = (413, {"error": "too_large"})
    assert await phone.post("/kiosk/scans", b"x" * 300_000) == too_large
    assert await phone.post("/kiosk/sign-in", b"x" * 2000, signed=False) == too_large
    assert await phone.photo(b"x" * (5 * 2**20 + 1)) == too_large


def picture_of(text: str) -> bytes:
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode).to_image(scale=8)
    out = BytesIO()
    Image.fromarray(code).convert("RGB").save(out, "JPEG", quality=60)
    return out.getvalue()


async def test_the_qr_of_a_photo_is_read(phone: KioskClient) -> None:
    assert await phone.photo(picture_of("HTTPS://LORONG.EXAMPLE/T/AEA")) == (
        200,
        {"text": "HTTPS://LORONG.EXAMPLE/T/AEA"},
    )
    for nothing in (b"", b"no picture", picture_of("x")[:200], jpeg_of_scans(1507)):
        assert await phone.photo(nothing) == (200, {"text": None})


async def test_a_photo_whose_turn_does_not_come_is_sent_again_later(
    phone: KioskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def wait(_files: ChildFileReader, _task: str, _data: bytes) -> None:
        raise FilesWait

    monkeypatch.setattr(ChildFileReader, "_opened", wait)
    assert await phone.photo(picture_of("x")) == (503, {"error": "busy"})


async def test_a_photo_of_a_stranger_is_not_read(new_client: NewClient, phone: KioskClient) -> None:
    assert (await new_client("stranger").photo(picture_of("x")))[0] == 403


async def test_the_policy_of_the_kiosk_lets_it_use_a_camera_and_webassembly(address: str) -> None:
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{address}/kiosk/texts/zh-Hans.json") as answer:
            assert answer.status == 200
            assert (await answer.json())["language"] == "zh-Hans"
            policy = answer.headers["Content-Security-Policy"]
        assert "script-src 'self' 'wasm-unsafe-eval'" in policy
        assert "default-src 'none'" in policy
        async with session.get(f"{address}/kiosk/texts/xx.json") as answer:
            assert answer.status == 404
        async with session.get(f"{address}/other") as answer:
            assert "wasm" not in answer.headers["Content-Security-Policy"]


async def test_a_device_was_seen_when_it_was_last_here(scenario: TicketScenario, phone: KioskClient) -> None:
    def seen(session: Session) -> object:
        return session.exec(select(KioskDevice.seen_at)).one()

    scenario.now = NOW.replace(hour=9)
    await phone.list()
    assert await scenario.store.read(seen) == scenario.now
    scenario.now = NOW.replace(hour=10)
    await phone.scans([])
    assert await scenario.store.read(seen) == scenario.now


async def test_a_gate_signs_in_inside_telegram_and_its_list_says_who_is_inside(
    scenario: TicketScenario, new_client: NewClient
) -> None:
    over = 403, {"error": "link_over"}
    for person, place in ((ROS, "g1"), (AINA, "g1"), (KEN, "g99")):
        assert await from_chat(scenario, new_client("x"), person, place) == over
    assert (await from_chat(scenario, new_client("x"), KEN, "x1"))[0] == 400
    gate = new_client("north")
    status, found = await from_chat(scenario, gate, KEN, "g1")
    assert (status, found["stall"]) == (200, {"id": 1, "kind": "gate", "name": "Lorong Bakau"})
    entry = gate.device.record("", scenario.now, "enter", 4)
    assert (await gate.scans([entry]))[1]["results"][0]["outcome"] == "accepted"
    handed = gate.device.record(await scenario.booking(1), scenario.now)
    [result] = (await gate.scans([handed]))[1]["results"]
    assert (result["outcome"], result["why"]) == ("refused", "other_action")
    _, listed = await gate.list()
    until = round((NOW + timedelta(hours=18)).timestamp() * 1000)
    assert listed["people"] == {"inside": 4, "limit": None, "until": until}
    assert (listed["stall"]["kind"], listed["tickets"], listed["keys"]) == ("gate", [], {})
