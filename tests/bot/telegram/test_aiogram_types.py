"""The types of aiogram: built when they are used, and then as aiogram would have built them."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from aiogram import methods, types
from aiogram.client.context_controller import BotContextController

from benchmarks.load import tapped, typed

ENTRIES = ("bot.cli.app_commands", "bot.telegram.errors", "handlers.callbacks.callback")
BUILT = """[
    each.__name__
    for module in (aiogram.types, aiogram.methods)
    for each in vars(module).values()
    if isinstance(each, type) and vars(each).get('__pydantic_complete__')
]"""
TOKEN = "7000000001:AAbenchbenchbenchbenchbenchbenchbe"
PERSON = {"id": 1001, "is_bot": False, "first_name": "Aina", "language_code": "ms"}
CHAT = {"id": 1001, "type": "private"}
WRITTEN = {"message_id": 7, "date": 1795000000, "chat": CHAT, "from": PERSON}
FILE = {"file_id": "f", "file_unique_id": "u", "file_size": 9}
INVOICE = {"currency": "MYR", "total_amount": 500, "invoice_payload": "dep-1"}
PAID = INVOICE | {"telegram_payment_charge_id": "t", "provider_payment_charge_id": "p"}
FORWARDED = {"type": "user", "date": 1795000000, "sender_user": PERSON}
UPDATES: Mapping[str, dict[str, Any]] = {
    "callback query": tapped(3, 1001, "d:7"),
    "command": typed(3, 1001, "/start d_KUIH"),
    "photo": {"message": WRITTEN | {"photo": [FILE | {"width": 3, "height": 4}], "caption": "a001"}},
    "file": {"message": WRITTEN | {"document": FILE | {"mime_type": "application/pdf"}}},
    "location": {"message": WRITTEN | {"location": {"latitude": 1.5, "longitude": 110.3}}},
    "forwarded": {"message": WRITTEN | {"text": "3 left", "forward_origin": FORWARDED}},
    "payment": {"message": WRITTEN | {"successful_payment": PAID | {"order_info": {"name": "Aina"}}}},
    "pre-checkout query": {"pre_checkout_query": INVOICE | {"id": "1", "from": PERSON}},
    "inline query": {"inline_query": {"id": "1", "from": PERSON, "query": "kuih", "offset": ""}},
    "blocked": {
        "my_chat_member": {
            "chat": CHAT,
            "from": PERSON,
            "date": 1795000000,
            "old_chat_member": {"user": PERSON, "status": "member"},
            "new_chat_member": {"user": PERSON, "status": "kicked", "until_date": 0},
        }
    },
}
PARSE_ALL = f"""
import json
from aiogram import Bot
from bot.telegram.update_parsing import parse_update
parsed = {{
    name: parse_update({{'update_id': 3}} | raw, Bot({TOKEN!r})) for name, raw in json.loads(input()).items()
}}
"""


def printed(code: str, given: str = "") -> str:
    """Return what Python prints that has imported nothing yet."""
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[3])}
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=given,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env=environment,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture(scope="module")
def parsed() -> tuple[Mapping[str, object], Mapping[str, object]]:
    """Each update as it is parsed by types that are built when they are used, and by types that aiogram has built."""
    dump = "print(json.dumps({name: json.loads(each.model_dump_json()) for name, each in parsed.items()}))"
    late, at_once = (
        json.loads(printed(first + PARSE_ALL + dump, json.dumps(UPDATES))) for first in ("", "import aiogram")
    )
    return late, at_once


@pytest.mark.parametrize("entry", ENTRIES)
def test_no_way_to_load_lorong_builds_what_is_not_used(entry: str) -> None:
    built = printed(f"import {entry}, aiogram.types, aiogram.methods; print({BUILT})")
    assert built == "['Request', 'Response']", "of some 590"


def test_where_aiogram_was_loaded_before_it_stays_as_it_is() -> None:
    assert int(printed(f"import aiogram.types, aiogram.methods, handlers; print(len({BUILT}))")) > 500


def test_an_update_builds_no_other_type() -> None:
    uses = "import handlers, aiogram.types, aiogram.methods; aiogram.types.Update(update_id=1)"
    assert printed(f"{uses}; print({BUILT})") == "['Update', 'Request', 'Response']"


@pytest.mark.parametrize("name", UPDATES)
def test_each_kind_of_update_is_parsed_as_by_types_that_are_built_at_once(
    name: str, parsed: tuple[Mapping[str, object], Mapping[str, object]]
) -> None:
    late, at_once = parsed
    assert late[name] == at_once[name] != {}


def test_what_an_update_contains_is_dumped_and_answered() -> None:
    use = """
print(parsed['payment'].message.successful_payment.model_dump(mode='json', exclude_none=True, exclude={'order_info'}))
print(parsed['pre-checkout query'].pre_checkout_query.answer(ok=False, error_message='no').model_dump(exclude_none=True))
"""
    answer = {"pre_checkout_query_id": "1", "ok": False, "error_message": "no"}
    assert printed(PARSE_ALL + use, json.dumps(UPDATES)).splitlines() == [str(PAID), str(answer)]


def test_threads_that_use_a_new_type_at_once_build_it_one_after_the_other() -> None:
    code = """
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import sleep
import handlers
from aiogram.types import Animation
from pydantic._internal import _model_construction as construction
complete, building, at_once, barrier = construction.complete_model_class, [], [], Barrier(16)
def watched(model, *given, **options):
    building.append(model)
    at_once.append(len(building))
    sleep(0.05)  # the other threads run
    try:
        return complete(model, *given, **options)
    finally:
        building.pop()
construction.complete_model_class = watched
def parse(_):
    barrier.wait()
    fields = dict(file_id='f', file_unique_id='u', file_size='9', width=1, height=1, duration=1)
    return Animation.model_validate(fields).file_size
with ThreadPoolExecutor(16) as pool:
    print({*pool.map(parse, range(16))}, max(at_once))
"""
    assert printed(code) == "{9} 1"


def test_the_type_of_updates_is_built_soon_after_the_start() -> None:
    complete = "Update.__pydantic_complete__"
    code = f"from bot import warm_up; from aiogram.types import Update; print({complete}); warm_up._load([]); print({complete})"
    assert printed(code).split() == ["False", "True"]


@pytest.mark.parametrize("module", [types, methods], ids=["types", "methods"])
def test_each_type_can_be_built(module: ModuleType) -> None:
    found = [each for each in vars(module).values() if isinstance(each, type)]
    built = [each for each in found if issubclass(each, BotContextController)]
    assert len(built) > 100
    for each in built:
        each.model_rebuild()
        assert each.__pydantic_complete__, each


def test_a_result_is_read_whatever_was_used_before() -> None:
    read = (
        "from aiogram.methods.base import Response; from aiogram.types import Message; "
        "print(Response[Message].model_validate({'ok': True, 'result': {'message_id': 7, 'date': 0, "
        "'chat': {'id': 1, 'type': 'private'}}}).result.chat.id)"
    )
    assert printed(f"import handlers; {read}") == printed(read) == "1"
