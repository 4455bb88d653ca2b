# Each target sets up what it needs; a virtual environment in .venv is the only thing it leaves behind.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: demo test lint types wheel bench recipes clean

demo: $(VENV)/.ready
	$(BIN)/apigen-mt generate --env retail --count 200 --seed 7 --out runs/demo
	$(BIN)/apigen-mt dataset show runs/demo --index 3

test: $(VENV)/.ready
	$(BIN)/python -m pytest -n auto --dist loadgroup

lint: $(VENV)/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.ready
	$(BIN)/mypy

wheel: $(VENV)/.ready
	rm -rf dist
	$(BIN)/python -m build --wheel --outdir dist

bench: $(VENV)/.ready
	$(BIN)/python benchmarks/environment.py
	$(BIN)/python benchmarks/pipeline.py
	$(BIN)/python benchmarks/clients.py
	$(BIN)/python benchmarks/servers.py
	$(BIN)/python benchmarks/functions.py
	$(BIN)/python benchmarks/verifier.py

recipes: $(VENV)/.ready $(VENV)-skypilot/.ready
	SKYPILOT_PYTHON=$(abspath $(VENV))-skypilot/bin/python $(BIN)/python -m pytest tests/test_recipes.py

$(VENV)-skypilot/.ready:
	$(PYTHON) -m venv $(VENV)-skypilot
	$(VENV)-skypilot/bin/python -m pip install --quiet skypilot
	touch $@

$(VENV)/.ready: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	touch $@

clean:
	rm -rf $(VENV) $(VENV)-skypilot dist build runs
