"""Processes of tests, forked from one process of the session that has loaded all modules they need."""

import multiprocessing

forking = multiprocessing.get_context("forkserver")
forking.set_forkserver_preload(["tests.preloaded"])
