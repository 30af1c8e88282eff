# Everything works from a fresh clone with Python 3.11+ and the package registries.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
# Hundreds of processes import the package: they find it compiled, also where the environment says otherwise.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo test compose crash fuzz check bench bench-language bench-durability bench-sandbox bench-snapshots bench-steps soak fmt install clean

install: $(STAMP)

$(STAMP): pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "codenode needs Python 3.11 or later; set PYTHON=...")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[local]' --group dev
	touch $@

demo: $(STAMP)
	$(BIN)/python examples/demo.py

test: $(STAMP)
	$(BIN)/python -m pytest

fuzz: $(STAMP)
	CODENODE_FUZZ=$(or $(PROGRAMS),20000) $(BIN)/python -m pytest -n 0 -s tests/differential/test_programs.py tests/fuzz tests/escapes tests/executors/test_truncated.py tests/executors/test_floods.py tests/cli/test_doctor.py

check: $(STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q -n 0 tests/test_layers.py tests/test_door.py

# Every process of agents is killed, 500 times with each journal; docs/durability.md has the table.
crash: $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group crash
	for backend in sqlite postgres store; do \
		$(BIN)/python -m codenode.testing.crashpoints --backend $$backend --kills $(or $(KILLS),500) || exit 1; \
	done
	$(BIN)/python -m pytest -q -n 0 tests/journal/test_journals.py

# Our agents in graphs of other packages, and under a server of LangGraph's (Elastic License 2.0).
compose: $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group compose --group server
	$(BIN)/python -m pytest -q -n 0 tests/composition tests/graphs

bench: $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group bench
	$(BIN)/python bench/run.py

bench-language: $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group bench-language
	$(BIN)/python bench/language.py

bench-steps: $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group bench --group bench-language
	$(BIN)/python bench/steps.py

bench-durability: $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group bench --group crash
	$(BIN)/python bench/durability.py

bench-sandbox: $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group bench-language
	$(BIN)/python bench/sandbox.py

bench-snapshots: $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group bench-snapshots
	$(BIN)/python bench/snapshots.py

soak: $(STAMP)
	$(BIN)/python bench/soak.py $(or $(MINUTES),30)

fmt: $(STAMP)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache dist
