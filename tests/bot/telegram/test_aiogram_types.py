"""The types of aiogram: built when they are used, and then as aiogram would have built them."""

import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from aiogram import methods, types
from aiogram.client.context_controller import BotContextController

ENTRIES = ("bot.cli.app_commands", "bot.telegram.errors", "handlers.callbacks.callback")
BUILT = "[each for each in vars(aiogram.types).values() if isinstance(each, type) and vars(each).get('__pydantic_complete__')]"


def printed(code: str) -> str:
    """Return what Python prints that has imported nothing yet."""
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[3])}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True, env=environment
    )
    return done.stdout.strip()


@pytest.mark.parametrize("entry", ENTRIES)
def test_no_way_to_load_lorong_builds_what_is_not_used(entry: str) -> None:
    built = printed(f"import {entry}, aiogram.types; print(len({BUILT}))")
    assert int(built) < 20, "of some 400"


def test_where_aiogram_was_loaded_before_it_stays_as_it_is() -> None:
    assert int(printed(f"import aiogram.types, handlers; print(len({BUILT}))")) > 300


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
