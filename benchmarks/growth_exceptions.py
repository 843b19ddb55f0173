"""The calls that take longer with more people, each with its reason; docs/operations.md lists them."""

READERS = "walks through the readers of a broadcast"
AUDIENCE = "counts or selects an audience among all people"
ONE_DROP = "changes something for everybody in one drop, in set statements"
ONE_DRAW = "numbers, hashes or publishes each entry of one draw"
FOLLOWERS = "looks for followers of what was published in two weeks, each minute"
LOSSES = "counts the messages of 24 hours, and those of 30 days that did not arrive"

EXCEPTIONS: dict[str, str] = {
    "broadcast.advance.advance": READERS,
    "broadcast.correcting.correct_broadcast": READERS,
    "broadcast.correcting.correctable": READERS,
    "broadcast.correcting.recall_broadcast": READERS,
    "broadcast.correcting.recallable": READERS,
    "broadcast.pausing.pause_broadcast": READERS,
    "broadcast.pausing.stop_broadcast": READERS,
    "broadcast.progress.organiser_progress": READERS,
    "broadcast.progress.progress": READERS,
    "broadcast.report.delivery_rows": READERS,
    "broadcast.report.reasons": READERS,
    "broadcast.audience.headcount": AUDIENCE,
    "broadcast.draft.broadcast_draft": AUDIENCE,
    "broadcast.extending.count_new": AUDIENCE,
    "broadcast.extending.extend_broadcast": AUDIENCE,
    "broadcast.sending.send_broadcast": AUDIENCE,
    "organiser.people.find_people": "looks for a part of a name among all people",
    "organiser.overview.overview": "counts all people",
    "broadcast.choices.tags_in_use": "counts the tags of all drops there were",
    "organiser.outbox_overview.missed_notifications": LOSSES,
    "organiser.outbox_overview.outbox_overview": LOSSES,
    "deposit.facts.refund_sums": "sums the ledger of one stall",
    "deposit.facts.stall_sums": "sums the ledger of one stall",
    "ledger.transfers.accounts": "sums the ledger of one stall",
    "own_reminder.sweep_reminders": "reads a month of own reminders, hourly",
    "notification.outbox.purge": "deletes what ended a month ago, 5,000 at a time",
    "processed_update.sweep_processed": "deletes the updates of the day before yesterday",
    "picture.sweep_file_ids": "deletes file_ids that are a month old, 1,000 at a time",
    "crowded: cancel": ONE_DROP,
    "crowded: move": ONE_DROP,
    "crowded: pause": ONE_DROP,
    "crowded: wind up": ONE_DROP,
    "crowded: more units": ONE_DROP,
    "crowded: desk": "counts the entries of one drop",
    "crowded: waitlist": "counts the entries of one item",
    "crowded: close the draw": ONE_DRAW,
    "crowded: draw": ONE_DRAW,
    "crowded: page of the draw": ONE_DRAW,
    "crowded: proof file": ONE_DRAW,
    "draw.overdue_draws.decide_by_round": ONE_DRAW,
    "draw.published_draw.draw_by_name": ONE_DRAW,
    "next_due.next_due": "only where a clock is moved, in the demo",
    "follow.digest.next_follow_digest": "only where a clock is moved, in the demo",
    "follow.digest.is_digest_missing": FOLLOWERS,
    "follow.digest.write_follow_digests": FOLLOWERS,
    "neighbour.record_market_days.next_digest": "only where a clock is moved, in the demo",
}
