# make demo · make test · make check · make bench; README.md says what each does.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
PORT ?= 8000
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
APPS := accounts certificates config courses exams
# Each command starts a process: without kept bytecode every one of them would compile all libraries anew.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help setup setup-dev demo test test-sqlite test-postgresql coverage drill bench check docs screenshots licences sbom
.PHONY: lint format types imports html migrations deploy architecture check-pdf

help:
	@sed -n 's/^# //p' $(MAKEFILE_LIST)

# --- The environment: a second run finds its stamps and takes no time ---

setup: $(BIN)/.runtime
	@scripts/system_parts run

setup-dev: $(BIN)/.dev
	@scripts/system_parts test

$(BIN)/uv: requirements-uv.txt
	@scripts/system_parts python $(PYTHON)
	$(PYTHON) -m venv .venv
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r $< || echo "No uv here: pip does it, slower"
	@touch -c $@

# Compiled on all cores, but for what a day on the platform hardly ever loads: Python compiles that when it does.
UNASKED = allauth/socialaccount/providers|boto3|botocore|django/contrib/gis|oauthlib|oscrypto|pip|pkg_resources
UNASKED := $(UNASKED)|pygments/lexers|pyld|redis|s3transfer|scipy/(integrate|interpolate|io|ndimage|signal|stats)|setuptools|stdnum
SELDOM = site-packages/($(UNASKED))/|/tests?/
INSTALL = if test -x $(BIN)/uv; then $(BIN)/uv pip install -q --require-hashes -r $< && \
	{ $(BIN)/python -m compileall -q -j 0 -x '$(SELDOM)' .venv/lib/python3*/site-packages > /dev/null || true; }; \
	else $(BIN)/pip install -q --disable-pip-version-check --require-hashes -r $<; fi

$(BIN)/.runtime: requirements.txt $(BIN)/uv
	$(INSTALL)
	@touch $@

$(BIN)/.dev: requirements-dev.txt $(BIN)/.runtime
	$(INSTALL)
	@touch $@

# --- Show it ---

demo: export SITE_URL ?= http://127.0.0.1:$(PORT)
demo: export LOG_LEVEL ?= WARNING
demo: setup
	@$(BIN)/python -m compileall -q -j 0 $(APPS)
	@$(MANAGE) demo --migrate --stage certified --serve $(PORT)

# --- Prove it: on SQLite, then what reaches a database again on a PostgreSQL of its own (tests/engine.py) ---

test: setup-dev
	$(MAKE) --no-print-directory -k test-sqlite test-postgresql

test-sqlite:
	$(BIN)/pytest -n 2 --dist worksteal

test-postgresql:
	TEST_ENGINE=postgresql $(BIN)/pytest -n 2 --dist worksteal

# Lines and branches of the SQLite run: nearly all of the code, and all of what a result is made of.
WHOLE = exams/sittings/*.py,exams/sittings/services/*,exams/bank/scoring.py,exams/bank/item_types/*,exams/marking/scores.py
WHOLE := $(WHOLE),exams/marking/services/*,exams/papers/assembly/*,certificates/*
coverage: setup-dev
	$(BIN)/pytest -n 2 --dist worksteal --cov --cov-report=
	$(BIN)/coverage report --skip-covered --fail-under 95
	$(BIN)/coverage report --skip-covered --show-missing --include '$(WHOLE)' --fail-under 100

# A long afternoon of it: two hundred losses (server, worker, database, network) and two hundred schedules of saves, on each
# engine; the disk fills up once.
drill: export DRILL_KILLS ?= 200
drill: export HYPOTHESIS_PROFILE = drill
drill: setup-dev
	$(BIN)/pytest -p no:randomly tests/crash $(addprefix tests/exams/sittings/,test_schedules.py test_disk_full.py)
	TEST_ENGINE=postgresql $(BIN)/pytest -p no:randomly tests/crash $(addprefix tests/exams/sittings/,test_schedules.py test_disk_full.py)

# --- Keep it: every step is a target of its own, two at a time ---

check: setup-dev
	@$(MAKE) --no-print-directory -j2 -k -O types lint format imports html migrations deploy architecture

lint:
	$(BIN)/ruff check .

format:
	$(BIN)/ruff format --check .

types:
	$(BIN)/mypy $(APPS) bench

imports:
	$(BIN)/lint-imports

html:
	$(BIN)/djhtml --check --tabwidth 2 $(APPS)

migrations:
	$(MANAGE) makemigrations --check --dry-run

deploy: export PRODUCTION = 1
deploy: export SECRET_KEY = checked-by-make-only-0123456789-abcdefghijklmnopqrstuvwxyz
deploy: export FIELD_ENCRYPTION_KEY = Y2hlY2tlZC1ieS1tYWtlLW9ubHktMDEyMzQ1Njc4OWE=
deploy:
	$(MANAGE) check --deploy --fail-level WARNING

# The matrix of every URL × every role needs a database and a minute: make test has it.
architecture:
	$(BIN)/pytest tests/architecture -p no:randomly --ignore tests/architecture/test_access.py

# Certificates against veraPDF's own rules, where Java is.
check-pdf: setup-dev
	@! command -v javac > /dev/null || scripts/system_parts check-pdf
	@scripts/check_pdf

# --- What it is made of: the licence list, and a bill of materials (CycloneDX) ---

licences: setup-dev
	$(BIN)/python scripts/list_licences

sbom: setup-dev
	@mkdir -p var
	$(BIN)/cyclonedx-py requirements requirements.txt --output-reproducible --of JSON -o var/sbom.json

# --- Explain it: the manual as a site in var/docs, in Chinese and English, that loads nothing from elsewhere ---

docs: setup-dev
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build -q
	$(BIN)/python scripts/check_docs var/docs

# The manual's pictures, taken anew of the demonstration; make test fails where a page has changed since.
screenshots: export SCREENSHOTS = 1
screenshots: setup-dev
	$(BIN)/pytest -p no:randomly tests/e2e/test_screenshots.py

# --- Measure it ---

bench: setup-dev
	$(BIN)/python -m bench $(BENCH)
