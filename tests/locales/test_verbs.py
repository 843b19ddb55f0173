"""One verb for one action: on its button, in the toast, in the state and in the help, in each language."""

from dataclasses import dataclass
from functools import cache

import pytest
from babel.messages.catalog import Catalog

from locales.catalogue import read
from locales.languages import ENGLISH
from locales.say import BUTTON


@dataclass(frozen=True)
class Action:
    """A button, what else is said of what it does, and the stems of its verb in each language."""

    button: str
    said: tuple[str, ...]
    stems: dict[str, tuple[str, ...]]


ACTIONS = (
    Action(
        "Join waitlist",
        (
            "Tap a drop and join. If any are left, yours is booked at once; if not, you get a number, and we message you when it "
            "is your turn. Then confirm or decline by the time shown.",
            "You are no longer on this waitlist. You can join it again.",
        ),
        {"en": ("join",), "ms": ("sertai", "menyertai"), "zh_Hans": ("加入",)},
    ),
    Action(
        "Join draw",
        (
            "You joined the draw.",
            "You have joined, for {units}. Your number will come after the drawn ones, {due}.",
        ),
        {"en": ("join",), "ms": ("sertai", "menyertai"), "zh_Hans": ("加入",)},
    ),
    Action(
        "Confirm {count}",
        (
            "Confirmed: {count} × {item}.",
            "<b>Confirm by {until}</b>, or it goes to the next person.",
            "<b>Confirm by {until}</b>: {units} × {item}, {total}",
            "No deposit is needed. Just tap Confirm.",
        ),
        {"en": ("confirm",), "ms": ("sahkan",), "zh_Hans": ("要", "订")},
    ),
    Action(
        "Decline",
        ("Declined.", "Declined {at}. Thank you for letting us know.", "{item_text}: declined {at}"),
        {"en": ("declin",), "ms": ("tolak", "nolak"), "zh_Hans": ("不要",)},
    ),
    Action(
        "Release it",
        (
            "Released, thank you.",
            "Released {at}: {units} × {item}.",
            "{item_text}: you released it {at}",
            "Released {at}.",
        ),
        {"en": ("releas",), "ms": ("lepas",), "zh_Hans": ("让出",)},
    ),
    Action(
        "Leave waitlist",
        (
            "You left the waitlist.",
            "You left the waitlist. If you rejoin, you start at the end.",
            "{item_text}: you left the waitlist {at}",
        ),
        {"en": ("leave", "left"), "ms": ("keluar",), "zh_Hans": ("退出",)},
    ),
    Action(
        "Publish",
        (
            "Published.",
            "Published: {what}. {taken} on hold or booked.",
            "Write one message: <code>12 kuih lapis RM8.50</code>. Check it, then tap Publish. Change quantities in /desk.",
        ),
        {"en": ("publish",), "ms": ("terbit",), "zh_Hans": ("发布",)},
    ),
    Action(
        "Hand over {count}",
        ("Handed over.",),
        {"en": ("hand",), "ms": ("serah",), "zh_Hans": ("交货",)},
    ),
    Action(
        "Take back {count}",
        ("Taken back.", "Only a stall or hub of this market takes packaging back. Bring it to one."),
        {"en": ("take", "taken"), "ms": ("terima balik",), "zh_Hans": ("收回",)},
    ),
    Action(
        "Pass on no. {number}",
        (
            "Passed on.",
            "Passed on to number {number}.",
            "You can pass these on from {at}.",
            "They still have time to come. You can pass it on from {at}.",
            "Not collected by {at}, so the stall passed it on.",
        ),
        {"en": ("pass",), "ms": ("alih",), "zh_Hans": ("转",)},
    ),
    Action(
        "Pay the deposit",
        (
            "<b>Deposit {deposit} to pay</b>: {units} × {item}, held until {until}",
            "Not paid yet. Held until {until}.",
            "You marked the deposit as paid. Not confirmed yet: waiting for {stall}.",
        ),
        {"en": ("pay", "paid"), "ms": ("bayar",), "zh_Hans": ("付",)},
    ),
    Action(
        "I refunded it",
        (
            "Refunded.",
            "The stall refunded it, {at}.",
            "Refunded {at}.",
        ),
        {"en": ("refund",), "ms": ("balik",), "zh_Hans": ("退还",)},
    ),
    Action(
        "Accept",
        (
            "Accept it by {until} ({city} time).",
            "Your friend has accepted: {units} × {item}.",
            "Someone already accepted this, or it was withdrawn. Ask your friend.",
        ),
        {"en": ("accept",), "ms": ("terima", "menerima"), "zh_Hans": ("收下",)},
    ),
    Action(
        "Notify me",
        ("We will notify you {at}.", "You will not be notified."),
        {"en": ("notif",), "ms": ("beritahu",), "zh_Hans": ("通知",)},
    ),
    Action("Pause", ("Paused.",), {"en": ("paus",), "ms": ("jeda",), "zh_Hans": ("暂停",)}),
    Action("Resume", ("Resumed.",), {"en": ("resum",), "ms": ("terus",), "zh_Hans": ("恢复",)}),
    Action(
        "Cancel the drop",
        ("Cancelled.", "Cancel {drop}, {when}? Nobody has joined it yet.", "The drop was cancelled {at}."),
        {"en": ("cancel",), "ms": ("batal",), "zh_Hans": ("取消",)},
    ),
)


@cache
def catalogue(language: str) -> Catalog:
    return read(language)


def worded(language: str, message: str, context: str | None = None) -> str:
    """Return a message in a language, in lower case. Raises KeyError where there is none."""
    found = catalogue("ms" if language == ENGLISH else language).get(message, context)
    if found is None:
        raise KeyError(message)
    return (message if language == ENGLISH else str(found.string)).lower()


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.button)
@pytest.mark.parametrize("language", ["en", "ms", "zh_Hans"])
def test_button_toast_state_and_help_share_one_verb(action: Action, language: str) -> None:
    stems = action.stems[language]
    texts = [worded(language, action.button, BUTTON), *(worded(language, text) for text in action.said)]
    assert [text for text in texts if not any(stem in text for stem in stems)] == []


def quoted_labels(catalog: Catalog) -> list[tuple[str, str]]:
    """Return each text that names a button in English quotation marks, with the label."""
    labels = {one.id for one in catalog if one.context == BUTTON and isinstance(one.id, str)}
    return [
        (one.id, label)
        for one in catalog
        if isinstance(one.id, str)
        for label in sorted(labels)
        if f"“{label}”" in one.id
    ]


@pytest.mark.parametrize("language", ["ms", "zh_Hans"])
def test_a_button_that_a_text_names_is_called_so(language: str) -> None:
    catalog = read(language)
    found = quoted_labels(catalog)
    assert (
        "No more people can wait. Tap “Notify me” and we tell you when there is room.",
        "Notify me",
    ) in found
    for text, label in found:
        words, named = catalog[text].string, catalog.get(label, BUTTON).string
        assert f"“{named}”" in words, f"{text}: {words} names no button “{named}”"


@pytest.mark.parametrize(
    "texts",
    [
        (
            "Nobody is available: all helpers have a shift then. Invite one under Staff.",
            "Shifts are for helpers. Invite one on /desk: More, Staff.",
        )
    ],
)
def test_the_place_that_a_text_names_is_called_so_in_chinese(texts: tuple[str, ...]) -> None:
    catalog = read("zh_Hans")
    named = catalog.get("Staff", BUTTON).string
    assert all(f"“{named}”" in catalog[text].string for text in texts)


def test_one_label_is_not_two_actions() -> None:
    """A report to organisers, and the report of a broadcast; a draft of a broadcast, and one of a drop."""
    chinese, malay = read("zh_Hans"), read("ms")
    assert chinese.get("Report", BUTTON).string == "举报"
    assert "举报" not in chinese.get("Back to the report", BUTTON).string
    assert "siaran" not in malay.get("Discard draft", BUTTON).string
    assert "申请" not in chinese.get("Take my answer back", BUTTON).string
