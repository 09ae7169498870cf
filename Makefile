# Everything starts here: `make run`, `make test`, `make lint`; `make help` lists the rest.
# Stamp files under .venv remember what is installed, so a second start does no set-up work.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory --no-builtin-rules

# Where this is set, every process would compile every module again: ten seconds a start.
unexport PYTHONDONTWRITEBYTECODE

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
DATA ?=

NODE_IS_NEW := $(shell node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null && echo yes)
ifneq ($(NODE_IS_NEW),yes)
# No Node 20 on this machine: the wheel of requirements/node.txt brings one, kept apart from the Python set.
NODE_WHEEL := $(VENV)/.stamp-node-wheel
export PATH := $(CURDIR)/$(VENV)/node/bin:$(PATH)
endif

SOURCES_OF_STATIC := $(shell find static/src -type f 2>/dev/null) static/build.mjs tsconfig.json
CATALOGUES := $(shell find . -name '*.po' -not -path './.venv/*' -not -path './node_modules/*' 2>/dev/null)

.PHONY: help run test soak acceptance bench lint build setup demo-recording agent messages schema lock
help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

# --- set-up -----------------------------------------------------------------------------------------------
$(VENV)/.stamp-uv: requirements/bootstrap.txt tools/create_venv.sh
	@PYTHON=$(PYTHON) tools/create_venv.sh $(VENV)
	@touch $@

# A venv that already holds the development set serves `run` too: it is never taken back to the smaller one.
$(VENV)/.stamp-runtime: requirements/runtime.txt $(VENV)/.stamp-uv
	@if [ -e $(VENV)/.stamp-dev ]; then tools/install_locked.sh dev; else tools/install_locked.sh runtime; fi
	@touch $@

$(VENV)/.stamp-dev: requirements/dev.txt $(VENV)/.stamp-uv
	@tools/install_locked.sh dev
	@touch $(VENV)/.stamp-runtime $@

$(VENV)/.stamp-node-wheel: requirements/node.txt $(VENV)/.stamp-uv
	@tools/install_locked.sh node
	@touch $@

$(VENV)/.stamp-npm: package.json package-lock.json $(VENV)/.stamp-uv $(NODE_WHEEL)
	@echo "setup: npm ci"
	@npm ci --no-progress --loglevel=error
	@touch $@

static/dist/manifest.json: $(SOURCES_OF_STATIC) $(VENV)/.stamp-npm
	@npm run --silent build

$(VENV)/.stamp-messages: $(CATALOGUES) tools/compile_messages.py $(VENV)/.stamp-uv
	@$(PY) -m tools.compile_messages
	@touch $@

build: static/dist/manifest.json $(VENV)/.stamp-messages ## front end and message catalogues
setup: $(VENV)/.stamp-runtime build ## what `run` needs
DEV := $(VENV)/.stamp-dev build

# --- the product ------------------------------------------------------------------------------------------
run: setup ## the demo court on http://127.0.0.1:8000 (PORT, COURTREC_HOME)
	@COURTREC_DEMO=1 exec $(PY) manage.py runportal

# --- checks -----------------------------------------------------------------------------------------------
lint: $(DEV) ## formatting, lints, types, floors, templates, TypeScript
	@$(PY) -m tools.lint

test: $(DEV) ## all tests in their short forms
	@tools/system_packages.sh test
	@$(PY) -m tools.run_tests

soak: $(DEV) ## the long forms: kills, load, whole matrices
	@tools/system_packages.sh test
	@$(PY) -m tools.run_tests --soak

acceptance: $(DEV) ## against a data folder: make acceptance DATA=DIR
	@if [ -z "$(DATA)" ]; then echo "usage: make acceptance DATA=DIR" >&2; exit 2; fi
	@$(PY) -m tests.acceptance "$(DATA)"

bench: $(DEV) ## ratios against the floors; also var/bench/latest.json
	@tools/system_packages.sh test
	@$(PY) -m tests.bench

# --- made things ------------------------------------------------------------------------------------------
demo-recording: $(DEV) ## make the committed demo media again
	@tools/system_packages.sh demo
	@$(PY) -m demo.recording.make demo/recording

agent: ## the one file for a recorder's PC: var/courtrec_agent.pyz
	@$(PYTHON) -m tools.build_agent var/courtrec_agent.pyz

messages: $(DEV) ## collect strings into the .po files, then compile them
	@tools/system_packages.sh messages
	@DJANGO_SETTINGS_MODULE=tests.settings $(PY) manage.py makemessages --all --no-obsolete --no-wrap \
		--ignore=.venv --ignore=node_modules --ignore=var --ignore=tests --ignore=tools --ignore=agent
	@$(PY) -m tools.compile_messages

schema: $(DEV) ## write the OpenAPI document
	@DJANGO_SETTINGS_MODULE=tests.settings $(PY) manage.py spectacular --format openapi-json --file docs/reference/openapi.json --validate

lock: $(VENV)/.stamp-uv ## resolve requirements/*.in again
	@tools/lock.sh
