# What one does here, as an executable list: `make help`.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
DEMO := PARTICIPATION_DEMO=1 PARTICIPATION_VAR_DIR=var/demo PARTICIPATION_BASE_URL=http://127.0.0.1:8000 PARTICIPATION_TRUSTED_HOSTS=127.0.0.1,localhost
LOCK := --python-version 3.11 --universal --generate-hashes --no-annotate --no-emit-index-url --no-header --quiet

# One process of tests more than there are processors: each waits at times for its browser, its database, its programs.
PROCESSES ?= $(shell echo $$(($$(getconf _NPROCESSORS_ONLN) + 1)))

.DEFAULT_GOAL := help
.PHONY: help demo demo-reset test check format lock messages bench clean

help:  ## list what can be done
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

$(VENV)/run.made: requirements/run.txt pyproject.toml
	@echo "Setting up: $(VENV) with the pinned requirements (once) …"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PIP) install --no-deps --require-hashes -r requirements/run.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/test.made: requirements/test.txt pyproject.toml
	@echo "Setting up: $(VENV) with the pinned requirements for tests (once) …"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PIP) install --no-deps --require-hashes -r requirements/test.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

demo: $(VENV)/run.made  ## load the Stadthalle example (once) and serve it on http://127.0.0.1:8000
	@$(DEMO) $(BIN)/participation demo

demo-reset: $(VENV)/run.made  ## forget the example's data and start anew
	@rm -rf var/demo
	@$(DEMO) $(BIN)/participation demo

test: $(VENV)/test.made  ## run all tests (SQLite always; PostgreSQL and Chromium where installed)
	@echo "Running the tests …"
	@$(BIN)/python -m pytest -n $(PROCESSES) --dist loadfile --no-loadscope-reorder $(ARGS)

check: $(VENV)/test.made  ## ruff, mypy, the walls between rooms, migrations in step with the models
	@echo "ruff …"; $(BIN)/ruff check . && $(BIN)/ruff format --check .
	@echo "mypy …"; $(BIN)/mypy
	@echo "import-linter …"; $(BIN)/lint-imports --no-cache
	@echo "migrations …"; $(BIN)/python -m pytest -n0 -q tests/house/test_migrations.py

format: $(VENV)/test.made  ## format the code
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

lock:  ## compile the pinned, hashed requirements from pyproject.toml (needs uv; maintainers only)
	uv pip compile pyproject.toml --extra build $(LOCK) -o requirements/run.txt
	uv pip compile pyproject.toml --extra build --extra test $(LOCK) -o requirements/test.txt

messages: $(VENV)/test.made  ## collect the texts for translation and compile the English catalogue
	@$(BIN)/python -m tests.house.messages

bench: $(VENV)/test.made  ## measure, each figure beside its reference
	@for file in benchmarks/*.py; do echo "== $$file"; $(BIN)/python $$file; done

clean:  ## take away what was made here: the environment, the demo's data, caches
	rm -rf $(VENV) var .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
