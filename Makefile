# `make help` lists what there is. Everything happens in this folder; nothing needs root.
python := .venv/bin/python
PORT ?= 8000
# For make test-mariadb: a server whose user may create databases, and a Redis whose databases from this number
# on may be overwritten (one for each process of the tests).
TEST_DATABASE_URL ?= mysql://root@127.0.0.1:3306/healthdash
TEST_REDIS_URL ?= redis://127.0.0.1:6379/10
pytest := $(python) -m pytest --numprocesses 2 --dist loadfile
arguments ?=

export PORT TEST_DATABASE_URL
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.PHONY: help install run test test-browser test-mariadb lint format bench lock

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1|\2/p' Makefile | column -t -s '|'

install: ## set up: .venv, packages, .env with fresh keys
	@bin/setup base

run: install ## start everything on http://localhost:8000 (make run PORT=8123 for another port)
	@exec $(python) -m healthdash.laptop "$(PORT)"

test: ## all tests on SQLite and an embedded Redis
	@bin/setup test
	$(pytest) $(arguments)

test-browser: ## only the tests that drive Chromium; fails where there is none
	@bin/setup test
	REQUIRE_CHROMIUM=1 $(python) -m pytest -m browser $(arguments)

test-mariadb: export DATABASE_URL = $(TEST_DATABASE_URL)
test-mariadb: export TEST_REDIS_URL := $(TEST_REDIS_URL)
test-mariadb: ## all tests on MariaDB or MySQL and a real Redis (TEST_DATABASE_URL, TEST_REDIS_URL)
	@bin/setup test mysql
	@$(python) bin/servers.py
	$(pytest) $(arguments)

lint: ## style, types, imports, migrations, production settings
	@bin/setup dev
	@bin/lint

format: ## rewrite Python and templates in the project's style
	@bin/setup dev
	$(python) -m ruff check --fix .
	$(python) -m ruff format .
	find . -path ./.venv -prune -o -name '*.html' -print0 | xargs -0r .venv/bin/djade --target-version 5.2

bench: ## print the speed and memory of the sync and the pages
	@bin/setup test
	$(python) bench/run.py $(arguments)

lock: ## resolve requirements/*.in anew (needs uv on the PATH)
	@bin/lock
