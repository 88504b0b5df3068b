# Every command of the project. Needs Python 3.11 or newer and make; `make test` also Java 17 and Maven.
.DEFAULT_GOAL := help
SHELL := /bin/sh

VENV := .venv
BIN := $(VENV)/bin
# What all installations share. Whatever index this machine's pip is configured for is used: none is named here.
INSTALL := $(BIN)/python -m pip install --disable-pip-version-check --quiet
FIND_PYTHON := for p in $(PYTHON) python3.13 python3.12 python3.11 python3 python; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; done
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-annotate --no-header
ARGS ?=

.PHONY: help setup setup-dev setup-deploy test fuzz faults bench bench-coding bench-wires bench-duplicates bench-takeover bench-state deploy-test lint types imports docstrings check demo broker score curve train lock clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/.runtime ## make .venv with .venv/bin/newswire (Python >= 3.11; PYTHON=... chooses one)
	@:

demo: setup ## the whole road in one go: worker, wire, table; no Docker, no Java
	@$(BIN)/newswire demo $(ARGS)

test: setup-dev ## all tests, on a real Kafka broker (Java 17 and Maven, or NEWSWIRE_TEST_BROKER)
	@$(BIN)/pytest -m "not faults and not deploy" $(ARGS)

fuzz: setup-dev ## break each fixture of the wires in random ways, a minute each (NEWSWIRE_FUZZ_SECONDS)
	@NEWSWIRE_FUZZ_SECONDS=$${NEWSWIRE_FUZZ_SECONDS:-60} $(BIN)/pytest tests/unit/wires/test_fuzz.py $(ARGS)

faults: setup-dev ## one fault by name for as long as you like, one JSON verdict; without ARGS: which there are
	@$(BIN)/python -m tests.faults $(ARGS)

bench: setup-dev ## how fast, how dear and how late: the road on a real broker, beside bare spaCy and other ways to copy
	@$(BIN)/python -m bench.road $(ARGS)

bench-coding: setup-dev ## how fast the coder is, on one core, beside bare spaCy
	@OMP_NUM_THREADS=1 $(BIN)/python -m bench.coding $(ARGS)

bench-wires: setup-dev ## how many bare parses an Article of each wire costs, on one core
	@$(BIN)/python -m bench.wires $(ARGS)

bench-duplicates: setup-dev ## how well, how fast and how small copies are found, beside datasketch and an exact hash
	@OMP_NUM_THREADS=1 $(BIN)/python -m bench.duplicates $(ARGS)

bench-takeover: setup-dev ## how soon screen works again with three million texts in its window, cold and by its standby
	@$(BIN)/python -m bench.takeover $(ARGS)

bench-state: setup-dev ## what a million stories of state cost on disk and in memory, and what is done to old ones
	@OMP_NUM_THREADS=1 $(BIN)/python -m bench.state $(ARGS)

deploy-test: setup-deploy ## the deployment's tests: also needs prometheus (with promtool)
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/pytest tests/deploy tests/broker/test_panels.py $(ARGS)

lint: setup-dev ## ruff, rules and format
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: setup-dev ## mypy --strict
	@$(BIN)/mypy

imports: setup-dev ## the house's arrows point one way
	@$(BIN)/lint-imports

docstrings: setup-dev ## every public name says what it is
	@$(BIN)/interrogate --quiet schemas streams

check: lint types imports docstrings ## lint, types, imports, docstrings

broker: setup-dev ## a real Kafka broker in the foreground, for work by hand
	@$(BIN)/python -m tests.broker.kafka $(ARGS)

score: setup-dev ## measure the coder: the quality table
	@$(BIN)/python -m scoring $(ARGS)

curve: setup-dev ## how the coder's scores grow with the corpus (half an hour)
	@$(BIN)/python -m scoring.curve $(ARGS)

train: setup-dev ## learn the coder's weights from the annotated sentences
	@$(BIN)/python -m training.fit $(ARGS)

lock: setup-dev ## pin every dependency anew, with hashes
	$(LOCK) $(ARGS) pyproject.toml --group build -o requirements.lock
	$(LOCK) $(ARGS) pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock
	$(LOCK) $(ARGS) --group deploy -c requirements-dev.lock -o requirements-deploy.lock

clean: ## remove what these commands made
	rm -rf $(VENV) .cache .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache

setup-dev: $(VENV)/.dev
	@:
setup-deploy: $(VENV)/.deploy
	@:

# Stamps, so that a second run has nothing to do.
$(VENV)/pyvenv.cfg:
	@python=$$($(FIND_PYTHON)); \
	if [ -z "$$python" ]; then echo "install Python 3.11 or newer" >&2; exit 1; fi; \
	"$$python" -m venv $(VENV) || { echo "install the venv module of $$python (Debian: apt-get install python3-venv)" >&2; exit 1; }

$(VENV)/.runtime: requirements.lock pyproject.toml | $(VENV)/pyvenv.cfg
	@echo "installing newswire into $(VENV)"
	@$(INSTALL) --no-deps --require-hashes -r requirements.lock
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	@echo "installing the test tools into $(VENV)"
	@$(INSTALL) --no-deps --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)/.deploy: requirements-deploy.lock $(VENV)/.dev
	@$(INSTALL) --no-deps --require-hashes -r requirements-deploy.lock
	@touch $@
