# Geleit: `make run` starts everything, `make test` tests everything, `make help` lists the rest.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

VENV ?= .venv
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check
SOURCES := activities bench geleit tests web workflows worker.py
# Words after the target's name, e.g. make test ARGS="tests/domain -k deadline"
ARGS ?=

.PHONY: help
help: ## List what make can do
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | column -t -s '|' 2>/dev/null \
	  || grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST)

.PHONY: run
run: setup ## Start everything with demo data (Ctrl-C stops it)
	@exec $(BIN)/geleit up --demo $(ARGS)

.PHONY: test
test: setup-dev browser ## Run all tests (ARGS="tests/domain" runs some)
	@$(BIN)/python -m pytest -n 2 --dist loadgroup $(ARGS)

.PHONY: dates
dates: setup-dev ## Compare a million dates and 60,000 stories with a second reading of the law (half an hour)
	@$(BIN)/python -m tests.domain.deadlines.reference.compare $(ARGS)

.PHONY: check
check: setup-dev ## Style, types, layers, templates
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy $(SOURCES)
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/python -m pytest tests/test_templates.py

.PHONY: format
format: setup-dev ## Put the code into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: bench
bench: setup-dev ## Measure beside the bare servers, print ratios (twenty minutes; ARGS="--only lists", ARGS="--alarms 500")
	@$(BIN)/python -m bench $(ARGS)

.PHONY: coverage-of-forecasts
coverage-of-forecasts: setup-dev ## Count in 10,000 invented lives how often forecasts keep what they say (ten minutes)
	@$(BIN)/python -m tests.domain.outlook.lives $(ARGS)

.PHONY: demo
demo: setup ## Fill the running Geleit with the demo departures
	@$(BIN)/geleit demo $(ARGS)

.PHONY: setup
setup: $(VENV)/.run ## Make the environment that Geleit runs in

.PHONY: setup-dev
setup-dev: $(VENV)/.dev ## ... and that its tests and checks run in

.PHONY: wheel
wheel: setup-dev ## Build the wheel and the source distribution into dist/
	@rm -rf build && $(BIN)/python -m build --no-isolation

.PHONY: lock
lock: $(BIN)/python ## Resolve requirements/*.in anew into the locked .txt files
	@tools=$$(mktemp -d) && trap 'rm -rf "$$tools"' EXIT \
	  && $(PYTHON) -m venv "$$tools" && "$$tools/bin/python" -m pip -qq install uv && cd requirements \
	  && for list in run dev; do "$$tools/bin/uv" pip compile --quiet --upgrade --universal --python-version 3.11 \
	       --generate-hashes --no-header --no-emit-index-url "$$list.in" --output-file "$$list.txt"; done

.PHONY: browser
browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || { \
	  sudo=$$([ "$$(id -u)" = 0 ] || echo sudo); \
	  echo "The browser tests need chromium: installing it" && $$sudo apt-get update -qq \
	  && DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null; }

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Geleit needs Python 3.11 or newer; no python3 was found." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Geleit needs Python 3.11 or newer; $(PYTHON) is older." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Python cannot make an environment; on Debian: apt-get install python3-venv" >&2; exit 1; }

$(VENV)/.run: requirements/run.txt pyproject.toml | $(BIN)/python
	@echo "Installing what Geleit needs (once)"
	@$(PIP) install --require-hashes -r requirements/run.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.run
	@echo "Installing what the tests need (once)"
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@
