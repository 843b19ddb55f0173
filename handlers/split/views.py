"""The screens of shares: for the stall's owner a drop's shares, for a party what is agreed with them."""

from typing import assert_never

from markupsafe import Markup

from handlers.callbacks.my_items import ShowMyItems
from handlers.callbacks.split import (
    AcceptShare,
    AgreeShare,
    AskEndShares,
    AskRemoveShare,
    AskShare,
    AskStepBack,
    EndShares,
    MakeShareLink,
    ProposeUsual,
    RemoveShare,
    ShowOwnShare,
    ShowOwnShares,
    ShowShares,
    ShowShareStatement,
    StepBack,
)
from handlers.callbacks.start import ShowStart
from handlers.callbacks.stock import ShowMyDrop
from handlers.split.role_text import no_money_text, part_text, party_name, rule_text, terms_text
from handlers.split.share_form import ShareForm, party_shown, stall_shown
from handlers.ui.button_layout import LABEL_WIDTHS, layout_buttons, shorten_label
from handlers.ui.danger_question import danger_question
from handlers.ui.paging import page_text, pager
from handlers.ui.screen import Button, Screen
from locales.formats import format_datetime, format_day
from locales.say import Say
from locales.user_text import DROP, PERSON, STALL, sanitize_name
from market.drop.facts import DropFacts
from market.split.agree import OfferedShare
from market.split.facts import DropShares, OwnShare, OwnShareRow, OwnShares, PartyFacts, SplitFacts
from market.split.propose import PARTIES, ShareOffer
from market.split.rule import SplitTerms
from storage.drop import DropState
from storage.split import SplitRole


def shares_page(say: Say, shares: DropShares) -> Screen:
    """Shows the owner how a drop is shared, and what is proposed."""
    drop = shares.drop
    head = say("<b>Split</b> · {drop}", drop=sanitize_name(drop.name, DROP))
    return Screen(
        text=Markup("\n").join(
            (
                head,
                *_agreed_text(say, shares),
                *_proposed_text(say, shares),
                *_last_time(say, shares),
                rule_text(say),
                no_money_text(say),
            )
        ),
        rows=layout_buttons(
            *_term_buttons(say, shares),
            _end_button(say, shares),
            [
                *(
                    [Button(label=say.label("Statement"), callback=ShowShareStatement(stall=drop.stall.id))]
                    if shares.agreed
                    else []
                ),
                Button(label=say.label("Back"), callback=ShowMyDrop(drop=drop.id)),
            ],
        ),
        shows=stall_shown(drop),
    )


def _agreed_text(say: Say, shares: DropShares) -> list[Markup]:
    if shares.agreed is None:
        return [] if shares.proposed and shares.open_for_terms else [_nothing_agreed(say, shares)]
    until = (
        say("The drop has made sales, so this can no longer change.")
        if shares.fixed
        else say("Until the first sale each of you can step back.")
    )
    return [say("All have agreed:"), *_parts(say, shares.agreed, shares.drop), until]


def _nothing_agreed(say: Say, shares: DropShares) -> Markup:
    if shares.open_for_terms:
        return say(
            "You keep everything this drop takes. You can split it with a live seller, and with a host, who lends the place."
        )
    if shares.fixed:
        return say(
            "You keep everything this drop takes: no split was agreed before its first sale. Agree one for the next drop."
        )
    return say("You keep everything this drop takes. A split can be agreed while the drop is published.")


def _proposed_text(say: Say, shares: DropShares) -> list[Markup]:
    if shares.proposed is None:
        return []
    if not shares.open_for_terms:
        return [say("Not everyone agreed in time to:"), *_parts(say, shares.proposed, shares.drop)]
    return [
        say("You proposed this; not everyone has agreed yet:"),
        *_parts(say, shares.proposed, shares.drop),
    ]


def _parts(say: Say, split: SplitFacts, drop: DropFacts) -> list[Markup]:
    """Returns a line for each party, the stall's own first."""
    own = part_text(say, SplitRole.STALL, split.terms.stall)
    return [own, *(_party_line(say, party, drop) for party in split.parties)]


def _party_line(say: Say, party: PartyFacts, drop: DropFacts) -> Markup:
    part, name = part_text(say, party.role, party.share), sanitize_name(party.name, PERSON)
    if party.agreed:
        return say("{part}, {person} has agreed", part=part, person=name or say("somebody who left"))
    if party.name:
        return say("{part}, {person} has not answered yet", part=part, person=name)
    if party.link_until:
        until = format_datetime(say, party.link_until, drop.alley.zone)
        return say("{part}, the link is open until {until}", part=part, until=until)
    return say("{part}, send them a link", part=part)


def _term_buttons(say: Say, shares: DropShares) -> list[list[Button]]:
    """Returns the ways to propose; none once the drop has sold."""
    if not shares.open_for_terms:
        return []
    drop = shares.drop.id
    usual = (
        [Button(label=say.label("As last time"), callback=ProposeUsual(drop=drop), style="primary")]
        if _usual(shares)
        else []
    )
    return [
        [
            Button(
                label=_link_label(say, role), callback=MakeShareLink(drop=drop, role=role), style="primary"
            )
            for role in PARTIES
            if _needs_link(shares, role)
        ],
        usual,
        [Button(label=_ask_label(say, role), callback=AskShare(drop=drop, role=role)) for role in PARTIES],
        [
            Button(label=_without_label(say, role), callback=AskRemoveShare(drop=drop, role=role))
            for role in PARTIES
            if has_part(shares, role, beside=True)
        ],
    ]


def has_part(shares: DropShares, role: SplitRole, *, beside: bool = False) -> bool:
    """Returns whether a creator or host has a part in what is proposed, or else agreed; `beside`: and somebody else has one too."""
    current = shares.proposed or shares.agreed
    return (
        current is not None and current.party(role) is not None and (not beside or len(current.parties) > 1)
    )


def _without_label(say: Say, role: SplitRole) -> str:
    return say.label("Without live seller") if role is SplitRole.CREATOR else say.label("Without host")


def _needs_link(shares: DropShares, role: SplitRole) -> bool:
    party = shares.proposed.party(role) if shares.proposed else None
    return party is not None and not party.name and not party.agreed


def _last_time(say: Say, shares: DropShares) -> list[Markup]:
    """Returns the terms that "As last time" proposes."""
    usual = _usual(shares)
    return [say("Last time you split it like this: {parts}", parts=terms_text(say, usual))] if usual else []


def _usual(shares: DropShares) -> SplitTerms | None:
    """Returns the terms that "As last time" proposes; None where it is not offered."""
    offered = shares.open_for_terms and not shares.proposed and not shares.agreed
    return shares.usual if offered else None


def _link_label(say: Say, role: SplitRole) -> str:
    return say.label("Link for live seller") if role is SplitRole.CREATOR else say.label("Link for host")


def _ask_label(say: Say, role: SplitRole) -> str:
    return say.label("Live seller's part") if role is SplitRole.CREATOR else say.label("Host's part")


def _end_button(say: Say, shares: DropShares) -> list[Button]:
    """Returns the way to withdraw the proposal, or else to end what is agreed before the first sale."""
    end = AskEndShares(drop=shares.drop.id)
    if shares.proposed:
        return [Button(label=say.label("Withdraw proposal"), callback=end)]
    if shares.agreed and not shares.fixed:
        return [Button(label=say.label("End split"), callback=end)]
    return []


def share_ask(say: Say, role: SplitRole, *, has_one: bool) -> Screen:
    """Asks for a part; `has_one`: there is one, which can be taken out."""
    if role is SplitRole.CREATOR:
        question = say(
            "What percentage of this drop’s takings goes to the live seller? Write only the number, like 20 or 12.5."
        )
    else:
        question = say(
            "What percentage of this drop’s takings goes to the host, who lends the place? Write only the number, like 20 or 12.5."
        )
    out = [say("Write 0 to remove this part.")] if has_one else []
    return Screen(text=say.sentences(question, *out), reply_placeholder="20")


def share_link(say: Say, drop: DropFacts, link: str, offer: ShareOffer) -> Screen:
    """Shows a link once, since it is not stored."""
    until = format_datetime(say, offer.until, drop.alley.zone)
    if offer.role is SplitRole.CREATOR:
        text = say(
            "Send this link to the live seller. It works once, for one person, until {until}.", until=until
        )
    else:
        text = say("Send this link to the host. It works once, for one person, until {until}.", until=until)
    return Screen(
        text=Markup("\n").join((text, Markup("{}").format(link))),
        rows=layout_buttons(
            [Button(label=say.label("Copy link"), copy=link)],
            [Button(label=say.label("Back"), callback=ShowShares(drop=drop.id))],
        ),
    )


def end_confirm(say: Say, shares: DropShares) -> Screen:
    """Asks before a proposal or agreed shares end."""
    drop = shares.drop.id
    if shares.proposed:
        text = say("Withdraw this proposal? We tell those who were asked. The split agreed before stays.")
        end = Button(label=say.label("Withdraw proposal"), callback=EndShares(drop=drop), style="danger")
    else:
        text = say("End this split? Everything the drop takes is yours then. We tell the others.")
        end = Button(label=say.label("End split"), callback=EndShares(drop=drop), style="danger")
    keep = Button(label=say.label("Keep it"), callback=ShowShares(drop=drop), style="primary")
    return Screen(text=text, rows=layout_buttons([keep], [end]))


def _other_role(role: SplitRole) -> SplitRole:
    return SplitRole.HOST if role is SplitRole.CREATOR else SplitRole.CREATOR


def remove_confirm(say: Say, shares: DropShares, role: SplitRole) -> Screen:
    """Asks before one of two parts is taken out."""
    drop = shares.drop.id
    question = say("Remove this part: {role}?", role=party_name(say, role))
    current = shares.proposed or shares.agreed
    other = current.party(_other_role(role)) if current else None
    again = [say("We ask the other side to agree again.")] if other and other.name else []
    until = [say("Until then, the split that all agreed to stays.")] if shares.agreed else []
    return danger_question(
        say.sentences(question, *again, *until),
        say.label("Remove"),
        RemoveShare(drop=drop, role=role),
        keep=say.label("Keep it"),
    )


def offered_page(say: Say, offered: OfferedShare, code: str) -> Screen:
    """Asks the person who opened a link."""
    return Screen(
        text=Markup("\n").join(
            (
                _whose(say, offered.drop),
                _offer_text(say, offered.drop, offered.role),
                terms_text(say, offered.terms),
                rule_text(say),
                no_money_text(say),
                _when_it_counts(say),
            )
        ),
        rows=layout_buttons(
            [Button(label=say.label("Agree"), callback=AcceptShare(code=code), style="primary")],
            [Button(label=say.label("No, thank you"), callback=ShowStart())],
        ),
    )


def own_share_page(say: Say, share: OwnShare) -> Screen:
    """Shows a party the terms, and where they stand."""
    return Screen(
        text=Markup("\n").join(
            (
                _whose(say, share.drop),
                _role_line(say, share.role),
                terms_text(say, share.terms),
                *_status(say, share),
                rule_text(say),
                no_money_text(say),
            )
        ),
        rows=layout_buttons(
            _answer_buttons(say, share),
            [
                *(
                    [
                        Button(
                            label=say.label("Statement"),
                            callback=ShowShareStatement(stall=share.drop.stall.id),
                        )
                    ]
                    if share.all_agreed and not share.ended
                    else []
                ),
                Button(label=say.label("Back"), callback=ShowOwnShares()),
            ],
        ),
        shows=party_shown(share.drop, ShareForm.OWN, share.split, share.role),
    )


def own_share_gone(say: Say) -> Screen:
    """Shows a party that nothing is left of shares: the drop was taken back before anybody saw it."""
    return Screen(
        text=say("This has ended and does not count."),
        rows=layout_buttons([Button(label=say.label("Back"), callback=ShowOwnShares())]),
    )


def proposal_text(say: Say, drop: DropFacts, role: SplitRole, terms: SplitTerms) -> Markup:
    """Returns what a stall proposes, for a message."""
    return Markup("\n").join(
        (_whose(say, drop), _offer_text(say, drop, role), terms_text(say, terms), _when_it_counts(say))
    )


def _whose(say: Say, drop: DropFacts) -> Markup:
    return say(
        "<b>{drop}</b> · {stall} · {day}",
        drop=sanitize_name(drop.name, DROP),
        stall=sanitize_name(drop.stall.name, STALL),
        day=format_day(say, drop.starts_at, drop.alley.zone),
    )


def _offer_text(say: Say, drop: DropFacts, role: SplitRole) -> Markup:
    stall = sanitize_name(drop.stall.name, STALL)
    if role is SplitRole.CREATOR:
        return say("{stall} offers you a part of what this drop takes, as its live seller.", stall=stall)
    return say("{stall} offers you a part of what this drop takes, as its host.", stall=stall)


def _role_line(say: Say, role: SplitRole) -> Markup:
    return say("You are the live seller.") if role is SplitRole.CREATOR else say("You are the host.")


def _when_it_counts(say: Say) -> Markup:
    return say("It counts when all have agreed, before the first sale. Until then you can step back.")


def _status(say: Say, share: OwnShare) -> list[Markup]:
    if share.ended:
        return [say("This has ended and does not count.")]
    cancelled = []
    if share.drop.state == DropState.CANCELLED:
        stays = say("The drop is cancelled. Its takings until then are still split.")
        cancelled = [stays if share.fixed else say("The drop is cancelled. It took nothing.")]
    if share.fixed:
        return [*cancelled, say("All have agreed. The drop has made sales, so this can no longer change.")]
    if share.all_agreed:
        return [*cancelled, say("All have agreed. Until the first sale you can step back.")]
    if share.agreed:
        return [*cancelled, say("You have agreed. It counts when the others have, before the first sale.")]
    return [
        *cancelled,
        say("Do you agree? The split counts once everyone has agreed, before the first sale."),
    ]


def _answer_buttons(say: Say, share: OwnShare) -> list[Button]:
    if share.ended or share.fixed:
        return []
    if share.agreed:
        step_back = AskStepBack(split=share.split, role=share.role)
        return [Button(label=say.label("Step back"), callback=step_back)]
    return answer_buttons(say, share.split, share.role)


def answer_buttons(say: Say, split: int, role: SplitRole) -> list[Button]:
    """Returns yes and no to a proposal."""
    return [
        Button(label=say.label("Agree"), callback=AgreeShare(split=split, role=role), style="primary"),
        Button(label=say.label("No, thank you"), callback=StepBack(split=split, role=role)),
    ]


def step_back_confirm(say: Say, share: OwnShare) -> Screen:
    """Asks before a party steps back."""
    text = say(
        "Step back from splitting {drop}? Then the split ends for everyone. We tell the others.",
        drop=sanitize_name(share.drop.name, DROP),
    )
    return danger_question(
        text,
        say.label("Step back"),
        StepBack(split=share.split, role=share.role),
        keep=say.label("Keep it"),
    )


def own_shares_list(say: Say, shares: OwnShares) -> Screen:
    """Lists the shares agreed with a person."""
    empty = say("Nobody splits a drop with you now. A stall that wants to do so sends you a link.")
    return Screen(
        text=Markup("\n").join(
            (
                say("<b>Splits agreed with you</b>"),
                *((_own_row(say, row) for row in shares.rows) if shares.rows else (empty,)),
                *page_text(say, shares.page, shares.pages),
            )
        ),
        rows=layout_buttons(
            *(
                [
                    Button(
                        label=shorten_label(row.drop.name, LABEL_WIDTHS[1]),
                        callback=ShowOwnShare(split=row.split, role=row.role),
                    )
                ]
                for row in shares.rows
            ),
            *pager(say, shares.page, shares.pages, lambda page: ShowOwnShares(page=page)),
            [Button(label=say.label("Back"), callback=ShowMyItems())],
        ),
    )


def _own_row(say: Say, row: OwnShareRow) -> Markup:
    line = say("{drop} · {part}", drop=_whose(say, row.drop), part=part_text(say, row.role, row.share))
    if row.waits_for_you:
        return say.sentences(line, say("Waits for your answer."))
    return line if row.all_agreed else say.sentences(line, say("Waits for the others."))


def ended_text(say: Say, drop: DropFacts, role: SplitRole) -> Markup:
    """Returns who stepped back from shares, for a message."""
    name = sanitize_name(drop.name, DROP)
    match role:
        case SplitRole.STALL:
            return say(
                "The stall withdrew its proposal for {drop}: that split no longer counts.",
                drop=name,
            )
        case SplitRole.CREATOR:
            return say("The live seller does not join the split of {drop}: it no longer counts.", drop=name)
        case SplitRole.HOST:
            return say("The host does not join the split of {drop}: it no longer counts.", drop=name)
        case _:
            assert_never(role)
