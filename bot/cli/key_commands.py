"""The commands about the keys that sign tickets."""

import argparse
import asyncio
from collections.abc import Callable
from typing import TypeVar

from sqlmodel import Session

from bot.cli.errors import NotReady
from bot.cli.preparation import (
    PrintLine,
    require_current_schema,
    settings_in_order,
    storage_errors_reported,
)
from bot.cli.ticket_key import add_new_key, load_ticket_key
from bot.clock import wall_clock
from bot.settings import Settings
from market.ticket.signing_keys import KnownKey, known_keys
from market.ticket.signing_keys import revoke_key as revoke
from market.ticket.ticket_key import TicketKey

T = TypeVar("T")


def list_keys(_: argparse.Namespace, print_line: PrintLine) -> None:
    """Print a line for each key."""
    settings = settings_in_order()
    signs = _signing_key(settings)
    keys = _in_store(settings, known_keys)
    for key in keys:
        print_line(_line(key, signs_now=key.public_key == signs))
    if all(key.public_key != signs for key in keys):
        print_line("A new key signs from the next start on.")


def new_key(_: argparse.Namespace, print_line: PrintLine) -> None:
    setting = add_new_key(settings_in_order())
    if setting:
        print_line("Set this, and keep it as secret as the one before:")
        print_line(f"LORONG_SECRET_KEY={setting}")
    print_line("Restart Lorong: from then on the new key signs. Tickets that are out stay valid.")
    print_line("If somebody has seen the old key: `lorong key list`, then `lorong key revoke NUMBER`.")


def revoke_key(options: argparse.Namespace, print_line: PrintLine) -> None:
    settings = settings_in_order()
    now = wall_clock()
    signs = _signing_key(settings)
    if any(key.id == options.number and key.public_key == signs for key in _in_store(settings, known_keys)):
        raise NotReady(
            f"Key {options.number} signs new tickets, so it is not revoked: "
            "give `lorong key new`, restart Lorong, then revoke it."
        )
    if not _in_store(settings, lambda session: revoke(session, options.number, now)):
        raise NotReady(f"There is no key {options.number}. `lorong key list` shows them.")
    print_line(f"Key {options.number} is revoked: a kiosk refuses its tickets from its next list on.")
    print_line("Their codes still work, and /tickets shows each with a new QR.")


def _signing_key(settings: Settings) -> bytes:
    """Return the public half of the key that signs from the next start on. Raises NotReady where there is no key."""
    return bytes(TicketKey(load_ticket_key(settings, create=False)).signing_key().verify_key)


def _line(key: KnownKey, *, signs_now: bool) -> str:
    state = f"revoked {key.revoked_at:%Y-%m-%d %H:%M}" if key.revoked_at else "valid"
    return f"{key.id}: first used {key.first_used_at:%Y-%m-%d %H:%M} UTC, {state}{', signs now' if signs_now else ''}"


def _in_store(settings: Settings, action: Callable[[Session], T]) -> T:
    """Return what an action returns, on a database that this Lorong knows. Raises NotReady."""
    from storage.store import Store

    require_current_schema(settings)

    async def run() -> T:
        store = Store(settings.database_url, deadline=None)
        try:
            return await store.write(action)
        finally:
            await store.close()

    with storage_errors_reported():
        return asyncio.run(run())
