# One vocabulary for people, hooks and CI. Everything lives in .venv; nothing outside this folder is touched.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
COUNTY := tests/data/gar-2026

.PHONY: install run test check fix bench lock

install: $(VENV)/.run  ## what the program needs

run: install  ## screen the made-up county that comes with the project
	@$(BIN)/ecopost screen --policy xizang-2026 --year 2026 \
		--roster $(COUNTY)/rosters --registers $(COUNTY)/registers --out out/gar-2026

test: $(VENV)/.dev  ## all tests
	$(BIN)/pytest -n 2 --dist loadscope

check: $(VENV)/.dev  ## format, lint, types, import contracts, budgets
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -q tests/architecture

fix: $(VENV)/.dev  ## let the formatter and the linter mend what they can
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/.dev  ## speed and memory beside what they are compared with
	for file in screening workbooks commands single; do $(BIN)/python benchmarks/$$file.py || exit 1; done

lock: $(VENV)/.dev  ## compile the lock files anew after pyproject.toml changed
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header -o requirements.txt pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header -o requirements-dev.txt --extra spark --group dev pyproject.toml

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.txt pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.run
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@
