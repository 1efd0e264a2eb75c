# Two commands are enough: `make serve` and `make test`. `make help` lists the rest.
.DEFAULT_GOAL := help
.PHONY: help setup setup-tests serve test test-full check bench catalogues requirements image clean
BIN := .venv/bin

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## Install what running needs: Debian libraries, .venv, catalogues
	@scripts/setup.sh run

setup-tests: ## The same, and what the tests need: PostgreSQL, Redis, Chromium
	@scripts/setup.sh test

serve: setup ## Serve a demo world on 127.0.0.1:8000 (HOST and PORT override)
	@exec $(BIN)/jianyun serve

test: setup-tests ## Check the code, then run the tests on SQLite and on PostgreSQL
	@scripts/test.sh

test-full: setup-tests ## The same with the slow tests too
	@scripts/test.sh --full

check: setup-tests ## Lint, types, floors and content, without the tests
	@scripts/check.sh

bench: setup-tests ## Measure against the targets (SECTION=planner: only those; WRITE=1: keep the figures)
	@$(BIN)/python -m tests.bench $(SECTION) $(if $(WRITE),--write)

catalogues: setup-tests ## Collect new interface texts into the translation files
	@$(BIN)/python scripts/catalogues.py update

requirements: ## Pin the dependencies again after a change in pyproject.toml (needs uv)
	@scripts/compile-requirements.sh

image: ## Build the container image
	docker build -t jianyun .

clean: ## Remove the environment, caches and the local database
	rm -rf .venv var .mypy_cache .ruff_cache .pytest_cache .import_linter_cache *.egg-info
