"""The sentence of each refusal: what happened, and what the person can do now. Its button is on the screen that follows.

The sentences of a feature's refusals are in `locales/refusals/<feature>.py`. Each is also shown as an alert: at most 140 characters in
English, so that 200 are enough in every language.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from itertools import chain

from markupsafe import Markup

from locales.formats import format_datetime, format_long_date
from locales.refusals import (
    account_move,
    actor,
    alley,
    broadcast,
    calendar,
    complaint,
    deposit,
    dossier,
    draw,
    drop,
    follow,
    forecast,
    gate,
    help_call,
    invite_code,
    kiosk,
    last_minute_offer,
    ledger,
    licence,
    licence_card,
    licence_document,
    licence_fees,
    live,
    market_day,
    merge,
    mix,
    neighbour,
    office_session,
    organiser,
    own_reminder,
    packaging,
    pdf,
    permit,
    person,
    photo_quota,
    picture,
    power,
    preferences,
    printing,
    recovery,
    reminder,
    roster,
    sale,
    seller,
    sent_file,
    series,
    shared,
    showroom,
    split,
    staff,
    stall,
    stall_application,
    stall_closing,
    stock,
    support,
    task_list,
    ticket,
    validity,
    waitlist,
)
from locales.say import Say

RefusalValue = str | int | date
FEATURES = (
    account_move,
    actor,
    alley,
    broadcast,
    calendar,
    complaint,
    deposit,
    dossier,
    draw,
    drop,
    follow,
    forecast,
    help_call,
    invite_code,
    kiosk,
    ledger,
    licence,
    licence_card,
    licence_document,
    licence_fees,
    live,
    market_day,
    merge,
    neighbour,
    office_session,
    organiser,
    own_reminder,
    packaging,
    gate,
    mix,
    permit,
    person,
    pdf,
    photo_quota,
    picture,
    power,
    preferences,
    printing,
    recovery,
    reminder,
    last_minute_offer,
    roster,
    sale,
    seller,
    sent_file,
    series,
    shared,
    showroom,
    split,
    staff,
    stall,
    stall_application,
    stall_closing,
    stock,
    support,
    task_list,
    ticket,
    validity,
    waitlist,
)

SENTENCES: dict[str, Callable[..., Markup]] = dict(
    chain.from_iterable(feature.SENTENCES.items() for feature in FEATURES)
)
"""From the class name of a refusal to its sentence; the keyword arguments are its fields, times and names in words."""


def sentence(say: Say, refusal: str, facts: Mapping[str, RefusalValue]) -> Markup:
    """Return the sentence for the person; a `zone` among the facts is that of their times.

    Raises KeyError where there is no such refusal, or times without a zone; TypeError for facts that its sentence lacks or does not take.
    """
    words = {name: _word_of(say, fact, facts) for name, fact in facts.items() if name != "zone"}
    return SENTENCES[refusal](say, **words)


def _word_of(say: Say, fact: RefusalValue, facts: Mapping[str, RefusalValue]) -> str | int:
    if isinstance(fact, datetime):
        return format_datetime(say, fact, str(facts["zone"]))
    return format_long_date(say, fact) if isinstance(fact, date) else fact
