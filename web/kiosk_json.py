"""The answers of the kiosk's routes, as values of JSON."""

import json
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any

from locales.item_title import with_options
from locales.user_text import INVISIBLE, truncate
from market.drop.item_options import chosen_options
from market.gate.people_inside import PeopleInside
from market.kiosk.apply_scans import KioskScanResult
from market.kiosk.kiosk_list import KioskList, ListedDrop, ListedTicket
from market.kiosk.kiosk_place import GateRef, KioskPlace
from market.kiosk.scan_body import to_base64url
from market.sale.kiosk_sale import SaleKeys
from storage.packaging import Stream
from storage.ticket import ReturnCondition
from web.kiosk_texts import kiosk_texts

Json = dict[str, Any]
NAME = 64


def milliseconds(moment: datetime) -> int:
    """Return a time as whole milliseconds since 1970 in UTC."""
    return round(moment.timestamp() * 1000)


def result_json(result: KioskScanResult) -> Json:
    """Return what became of a scan."""
    more = {"why": result.why, "number": result.number}
    found = {name: value for name, value in more.items() if value is not None}
    return {"uuid": result.uuid, "outcome": result.outcome} | found


def texts_json(language: str) -> Json:
    """Return the page's texts in one of the languages, and their version."""
    page = kiosk_texts(language)
    return {"language": page.language, "version": texts_version(language), "texts": page.texts}


@lru_cache
def texts_version(language: str) -> str:
    """Return a short hash of the texts, which changes with them."""
    texts = json.dumps(kiosk_texts(language).texts, sort_keys=True)
    return sha256(texts.encode()).hexdigest()[:16]


def list_json(kiosk_list: KioskList, now: datetime) -> Json:
    """Return the list of a device."""
    device = kiosk_list.device
    return {
        "now": milliseconds(now),
        "language": device.language,
        "texts_version": texts_version(device.language),
        "stall": place_json(device.place, device.place_name),
        "device": {"id": device.id, "name": _name(device.name)},
        "keys": {str(number): to_base64url(key) for number, key in kiosk_list.keys.items()},
        "drops": [_drop(drop) for drop in kiosk_list.drops],
        "tickets": [_ticket(ticket, now) for ticket in kiosk_list.tickets],
        "sale": kiosk_list.sale and _sale(kiosk_list.sale),
        "people": kiosk_list.people and _people(kiosk_list.people),
    }


def place_json(place: KioskPlace, name: str) -> Json:
    """Return the stall or hub of a device, or the alley at whose gate it is."""
    number, kind = (place.alley, "gate") if isinstance(place, GateRef) else (place.id, place.kind)
    return {"id": number, "kind": kind, "name": _name(name)}


def _people(people: PeopleInside) -> Json:
    return {"inside": people.inside, "limit": people.limit, "until": milliseconds(people.ends_at)}


def _sale(sale: SaleKeys) -> Json:
    return {
        "currency": sale.money.currency,
        "coin": sale.coin,
        "items": [
            {
                "id": key.item,
                "drop": key.drop,
                "name": _name(key.name),
                "price": key.price,
                "left": key.left,
                "from": milliseconds(key.sells_from),
                "until": milliseconds(key.sells_until),
            }
            for key in sale.keys
        ],
    }


def _drop(drop: ListedDrop) -> Json:
    return {
        "id": drop.id,
        "name": _name(drop.name),
        "starts_at": milliseconds(drop.starts_at),
        "ends_at": milliseconds(drop.ends_at),
        "alley": _name(drop.alley),
        "alley_id": drop.alley_id,
        "currency": drop.currency,
    }


def _ticket(ticket: ListedTicket, now: datetime) -> Json:
    chosen = chosen_options(ticket.options, ticket.chosen, ticket.units)
    return {
        "code": ticket.code,
        "kind": ticket.kind,
        "drop": ticket.drop,
        "item": INVISIBLE.sub("", with_options(_name(ticket.item), chosen.units, ticket.units)),
        "unit": ticket.unit,
        "units": ticket.units - ticket.lost,
        "done": ticket.done,
        "price": ticket.price,
        "paid": ticket.paid,
        "deposit": ticket.deposit,
        "currency": ticket.currency,
        "conditions": _conditions(ticket),
        "status": ticket.status(now).name,
        "expires_at": _maybe(ticket.expires_at),
        "ended_at": _maybe(ticket.gone_at),
        "last_at": _maybe(ticket.last_at),
        "last_by": _name(ticket.last_by),
    }


def _conditions(ticket: ListedTicket) -> list[str]:
    """Return in which other conditions packaging with a type may come back, as in the chat: mixed with other packaging only if it is halal."""
    if ticket.stream is None:
        return []
    found = [ReturnCondition.DAMAGED, *([ReturnCondition.MIXED] if ticket.stream is Stream.HALAL else [])]
    return [condition.value for condition in found]


def _maybe(moment: datetime | None) -> int | None:
    return None if moment is None else milliseconds(moment)


def _name(text: str) -> str:
    """Return a name without characters that cannot be seen or change the direction."""
    return truncate(INVISIBLE.sub("", text), NAME)
