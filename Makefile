# `make help` lists what there is. Everything happens in this folder; nothing needs root.
python := .venv/bin/python
PORT ?= 8000
# For make test-mariadb: a server whose user may create databases, and a Redis whose databases from this number
# on may be overwritten (one for each process of the tests).
TEST_DATABASE_URL ?= mysql://root@127.0.0.1:3306/healthdash
TEST_REDIS_URL ?= redis://127.0.0.1:6379/10
pytest := $(python) -m pytest --numprocesses 2 --dist loadfile
# Whatever the environment says: tests never touch the database of an installation.
on_sqlite := DATABASE_URL= DB_NAME=
arguments ?=

MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.PHONY: help install run test test-browser test-mariadb servers lint format bench lock

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-14s %s\n", $$1, $$2}' Makefile

install: ## set up: .venv, packages, .env with fresh keys
	@bin/setup base
	@echo "Everything is installed. Type: make run"

run: ## start everything on http://localhost:8000 (make run PORT=8123 for another port)
	@bin/setup base
	@exec $(python) -m healthdash.laptop "$(PORT)"

test: ## all tests on SQLite and an embedded Redis
	@bin/setup test
	$(on_sqlite) $(pytest) $(arguments)

test-browser: ## only the tests that drive Chromium; fails where there is none
	@bin/setup test
	$(on_sqlite) REQUIRE_CHROMIUM=1 $(pytest) --dist load -m browser $(arguments)

test-mariadb servers: export DATABASE_URL = $(TEST_DATABASE_URL)
test-mariadb servers: export TEST_REDIS_URL := $(TEST_REDIS_URL)
test-mariadb: servers ## all tests on MariaDB or MySQL and a real Redis (TEST_DATABASE_URL, TEST_REDIS_URL)
	$(pytest) $(arguments)

servers: ## whether the servers that make test-mariadb uses can be reached
	@bin/setup test mysql
	@$(python) bin/servers.py

lint: ## style, types, imports, migrations, production settings
	@bin/setup dev
	@bin/lint

format: ## rewrite Python and templates in the project's style
	@bin/setup dev
	$(python) -m ruff check --fix .
	$(python) -m ruff format .
	find . -path ./.venv -prune -o -name '*.html' -print0 | xargs -0r .venv/bin/djade --target-version 5.2

bench: ## print speed and memory (QUICK=1 for a first look, ONLY=webhooks, BENCH_DATABASE_URL for MariaDB too)
	@bin/setup test $(if $(BENCH_DATABASE_URL),mysql)
	@$(python) -m bench.run

lock: ## resolve requirements/*.in anew (needs uv on the PATH)
	@bin/lock
