# Everything runs in .venv of this checkout; nothing outside it is changed.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
export LIGHTING_HOME ?= $(CURDIR)/var
export DO_NOT_TRACK := 1
SIDE_BY_SIDE := -n auto --dist loadfile
KILLED := tests/faults/test_kills.py tests/faults/test_backfill_killed.py
MIXED := tests/warehouse/test_any_mix.py

.DEFAULT_GOAL := help
.PHONY: help setup extras run test check slow faults bench docs format lock clean

help:  ## list what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 16

setup: $(STAMP)  ## install everything into .venv, from requirements.lock

$(STAMP): requirements.lock requirements.bootstrap.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; name it with make PYTHON=python3.12"; exit 2; }
	@echo "Installing into .venv (once, about a minute)"
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.bootstrap.lock
	@$(BIN)/uv pip install -q --python $(BIN)/python --require-hashes --compile-bytecode -r requirements.lock
	@$(BIN)/uv pip install -q --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $(STAMP)

extras:  ## install the programs beside Python that some slow tests use (as root, on Debian)
	@wanted=""; \
	command -v chromium >/dev/null || wanted="$$wanted chromium"; \
	command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || wanted="$$wanted postgresql"; \
	command -v systemd-analyze >/dev/null || wanted="$$wanted systemd"; \
	[ -z "$$wanted" ] || { echo "Installing$$wanted"; timeout 120 apt-get -qq update >/dev/null && \
	DEBIAN_FRONTEND=noninteractive timeout 600 apt-get -qq -y install --no-install-recommends $$wanted >/dev/null; }

run: $(STAMP)  ## write sample files, run a night on them, show the headline figures
	@$(BIN)/lighting samples
	@$(BIN)/lighting run; code=$$?; [ $$code -eq 0 ] || [ $$code -eq 3 ]
	@$(BIN)/lighting explain ytd_value --family D1 --place 442000 --period 201510

test: $(STAMP)  ## the fast tests
	@$(BIN)/python -m pytest -q -m "not slow" $(SIDE_BY_SIDE)

slow: $(STAMP)  ## the slow tests: server and worker, kills, the pages followed
	@$(BIN)/python -m pytest -q -m "slow and not long" $(SIDE_BY_SIDE)

check: $(STAMP)  ## format, lint, types, import rules, all tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(MAKE) test
	$(MAKE) slow

faults: $(STAMP)  ## kill runs at any moment (KILLS=200), and whatever else takes many minutes
	@$(BIN)/python -m pytest -q -m slow -n auto --dist load --kills $(or $(KILLS),200) --chosen 0 $(KILLED)
	@$(BIN)/python -m pytest -q -m slow --readers 8 --nights 20 $(KILLED:%=--ignore=%) \
		tests/faults tests/flows/test_postgres.py tests/warehouse/test_arrivals.py tests/benchmarks
	@$(BIN)/python -m pytest -q -n auto --dist load --hypothesis-profile many $(MIXED)

bench: $(STAMP)  ## measure against the floor and two peers (ROWS=10000000)
	@$(BIN)/python -m benchmarks --rows $(or $(ROWS),10000000)

docs: $(STAMP)  ## write the generated pages of docs/ anew
	@$(BIN)/python -m expectations.rulebook docs/rules.md
	@$(BIN)/python -m warehouse.dictionary_page docs/data-dictionary.md

format: $(STAMP)  ## format the code
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lock: $(STAMP)  ## resolve the dependencies anew
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--no-annotate --extra dev -o requirements.lock pyproject.toml
	@echo uv | $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --no-annotate -o requirements.bootstrap.lock -

clean:  ## remove .venv and all data of the sample runs
	rm -rf .venv var
