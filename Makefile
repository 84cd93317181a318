# make demo · make test · make check · make bench · make neo4j · make clean
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help demo test check bench neo4j clean

help: ## what can be made
	@grep -hE '^[a-z0-9]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort

demo: $(VENV)/run.ok ## load the sample cases and start the web app
	@$(BIN)/python -m webapp demo $(FLAGS)

test: $(VENV)/dev.ok ## run every test; what cannot run is listed as skipped
	@$(BIN)/python -m ruff check . && $(BIN)/python -m ruff format --check .
	@$(BIN)/python -m mypy
	@$(BIN)/python -m pytest -n 2 --dist loadfile --durations=25 $(FLAGS)

check: $(VENV)/dev.ok ## style and types only
	@$(BIN)/python -m ruff check . && $(BIN)/python -m ruff format --check .
	@$(BIN)/python -m mypy

bench: $(VENV)/dev.ok ## measure, each figure beside a peer
	@$(BIN)/python -m tests.bench $(FLAGS)

neo4j: $(VENV)/dev.ok ## start a Neo4j for trying out; needs Java 17 or 21 and Maven
	@$(BIN)/python -m tests.neo4j

clean: ## remove the environment and caches, never data
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("graychain needs Python 3.11 or newer" if sys.version_info < (3, 11) else 0)'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/run.ok: requirements.txt | $(VENV)/bin/python
	@echo "installing packages into $(VENV) …"
	@$(PIP) -r requirements.txt
	@$(BIN)/python -m queries warm
	@touch $@

$(VENV)/dev.ok: requirements-dev.txt requirements.txt | $(VENV)/bin/python
	@echo "installing packages into $(VENV) …"
	@$(PIP) -r requirements-dev.txt
	@$(BIN)/python -m queries warm
	@touch $(VENV)/run.ok $@
