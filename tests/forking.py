"""Processes of the tests, forked from one of each session that has loaded whatever any of them needs."""

import multiprocessing

forking = multiprocessing.get_context("forkserver")
forking.set_forkserver_preload(
    [
        "bot.app",
        "bot.delivery.notification_sender",
        "tests.journeys.outbox_harness",
        "tests.market.waitlist.other_process",
    ]
)
