# Kizuna. `make serve` and `make test` do all their own set-up; `make` alone lists what there is.

PORT ?= 8080
BASE ?= http://localhost:$(PORT)/
RELEASES ?= releases
VENV := .venv
BIN := $(VENV)/bin
EDITOR := server/editor
TRIFID := bench/trifid
YASGUI := server/kizuna/web/static/yasgui
LANGUAGES := server/kizuna/web/languages
export PIP_DISABLE_PIP_VERSION_CHECK := 1

find_python = for p in $(PYTHON) python3.11 python3.12 python3.13 python3; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { echo $$p; break; }; done

apt = [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 \
	&& echo "kizuna: installing $(1)" \
	&& apt-get update -qq >/dev/null 2>&1 \
	&& apt-get install -y -qq --no-install-recommends $(1) >/dev/null 2>&1

.DEFAULT_GOAL := help
.PHONY: help serve test check tools editor messages screenshots clean

help: ## list the targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

serve: $(VENV)/.serve editor ## build and promote a release of this repository's data, and serve it: make serve PORT=8080
	@$(BIN)/kizuna build . --releases $(RELEASES) --base $(BASE) --promote
	@exec $(BIN)/kizuna serve --releases $(RELEASES) --port $(PORT)

test: $(VENV)/.test tools editor ## everything that CI runs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/kizuna check .
	$(BIN)/pytest -n auto --maxprocesses 4 --dist loadfile -m 'not alone'; first=$$?; $(BIN)/pytest -m alone && exit $$first

check: $(VENV)/.serve ## the gate alone, on this repository's own data
	@$(BIN)/kizuna check .

messages: $(VENV)/.serve ## bring the catalogues of messages up to date with what pages say
	@$(BIN)/pybabel -q extract -F pyproject.toml -k say -k saying -k message -k count:1,2 --no-location --sort-output --omit-header -o $(VENV)/messages.pot server/kizuna
	@for po in $(LANGUAGES)/*.po; do [ $$po = $(LANGUAGES)/en.po ] || \
	$(BIN)/pybabel -q update -i $(VENV)/messages.pot -o $$po -l $$(basename $$po .po) --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --no-wrap; done

screenshots: $(VENV)/.test tools ## write pictures of every type of page to screenshots/
	@$(BIN)/python docs/screenshots.py screenshots

clean: ## remove what the other targets made
	rm -rf $(VENV) $(RELEASES) screenshots $(EDITOR)/node_modules $(TRIFID)/node_modules $(YASGUI) .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

$(VENV)/bin/python:
	@git --version >/dev/null 2>&1 || { echo "kizuna: git is missing; install it (Debian: apt-get install git)" >&2; exit 1; }
	@python=$$($(find_python)); \
	[ -n "$$python" ] || { echo "kizuna: Python 3.11 or newer is missing; install it (Debian: apt-get install python3)" >&2; exit 1; }; \
	$$python -c 'import ensurepip, venv' 2>/dev/null || { echo "kizuna: the venv module of $$python is missing; install it (Debian: apt-get install python3-venv)" >&2; exit 1; }; \
	echo "kizuna: making $(VENV) with $$python"; \
	$$python -m venv $(VENV)

$(VENV)/.serve: pyproject.toml | $(VENV)/bin/python
	@echo "kizuna: installing the package into $(VENV)"
	@$(BIN)/python -m pip install --editable .
	@touch $@

$(VENV)/.test: pyproject.toml | $(VENV)/bin/python
	@echo "kizuna: installing the package and its tests into $(VENV)"
	@$(BIN)/python -m pip install --editable '.[test]'
	@touch $(VENV)/.serve $@

tools: ## install what tests need of Debian's packages, where that is possible
	@command -v chromium >/dev/null 2>&1 || { $(call apt,chromium fonts-noto-cjk); } \
	|| echo "kizuna: chromium is not installed and cannot be installed here: the browser tests are skipped"
	@command -v npm >/dev/null 2>&1 || { $(call apt,npm); } \
	|| echo "kizuna: npm is not installed and cannot be installed here: the tests of the editor are skipped"
	@command -v wrk >/dev/null 2>&1 || { $(call apt,wrk); } \
	|| echo "kizuna: wrk is not installed and cannot be installed here: one test of the measurements is skipped"
	@[ -z "$(CI)" ] || [ -d $(TRIFID)/node_modules ] \
	|| { echo "kizuna: installing Trifid, which measurements compare with"; \
	npm ci --prefix $(TRIFID) --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null; } \
	|| echo "kizuna: Trifid cannot be installed here: one test of the measurements is skipped"

editor: ## put the SPARQL editor in place where npm is installed
	@cmp -s $(EDITOR)/package-lock.json $(YASGUI)/.package-lock.json || { \
	command -v npm >/dev/null 2>&1 \
	|| { echo "kizuna: npm is not installed: /sparql has a plain form instead of the editor (Debian: apt-get install npm, then make serve again)"; exit 0; }; \
	echo "kizuna: installing the SPARQL editor with npm"; \
	( cd $(EDITOR) && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null \
	&& npm run --silent place ) && cp $(EDITOR)/package-lock.json $(YASGUI)/.package-lock.json \
	|| echo "kizuna: npm could not install the SPARQL editor: /sparql has a plain form; make editor tries again"; }
