"""Processes of the tests, forked from one of each session that has loaded whatever any of them needs."""

import multiprocessing

forking = multiprocessing.get_context("forkserver")
forking.set_forkserver_preload(["tests.preloaded"])
