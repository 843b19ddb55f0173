"""Processes of the tests, forked from one of each session that has loaded whatever any of them needs."""

import multiprocessing

forking = multiprocessing.get_context("forkserver")
forking.set_forkserver_preload(
    [
        "bot.app",
        "bot.cli.app_commands",
        "bot.cli.check",
        "bot.cli.database_commands",
        "bot.cli.main",
        "bot.delivery.notification_sender",
        "tests.journeys.outbox_harness",
        "tests.command_line",
        "tests.market.waitlist.other_process",
    ]
)
