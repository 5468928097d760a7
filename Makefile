# Everything a newcomer runs. `make` alone lists it.
SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
ENVTEST := ../shared/envtest/assets
WORKERS := 3
DIST := load
PYTEST = $(BIN)/pytest -n $(WORKERS) --dist $(DIST) --maxschedchunk 4 -q
SLOW := server or terminal or slow

# Hundreds of tests start Python, and each of the workers imports all tests: without stored bytecode, each compiles all it imports.
test test-fast test-slow: export PYTHONDONTWRITEBYTECODE =
# These tests hardly wait, so that a third worker on two cores would only collect the tests once more.
test-fast: WORKERS := 2
# Tests that share a server stay in one worker; to hand out thousands of quick tests one by one would take longer than most of them.
test-slow: DIST := loadgroup

.DEFAULT_GOAL := help
.PHONY: help demo test test-fast test-slow lint types walls check package release monkey torture bench screenshot man lock clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(READY) ## Set everything up and open the wizard on the bundled demo cluster
	@$(BIN)/aiconform demo

test: $(READY) ## Set everything up and run the tests, but the slow ones, with few examples
	@$(PYTEST) -m "not ($(SLOW))" --hypothesis-profile=fast $(ARGS)

test-slow: $(READY) ## Run the slow tests: with a real API server, a terminal, every theme, all examples
	@assets="$$KUBEBUILDER_ASSETS"; \
	if [ -z "$$assets" ] && [ -x $(ENVTEST) ]; then assets=$$($(ENVTEST) 1.37); fi; \
	KUBEBUILDER_ASSETS="$$assets" $(PYTEST) -m "$(SLOW) or examples" $(ARGS)

test-fast: $(READY) ## Run the tests without servers (local ones too), terminals, screens and other programs
	@$(PYTEST) -m "not ($(SLOW) or screen or loopback or process)" --hypothesis-profile=fast $(ARGS)

lint: $(READY) ## Check format, lint, spelling, language, workflows and that the lock file is current
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	git ls-files -z | xargs -0 $(BIN)/codespell
	$(BIN)/python scripts/check_language.py
	$(BIN)/zizmor --offline --quiet --no-progress .github
	sh scripts/lock.sh --check

types: $(READY) ## Check types, strictly
	$(BIN)/mypy

walls: $(READY) ## Check who may import whom
	$(BIN)/lint-imports

package: $(READY) ## Build the wheel and run it from a clean environment in another directory
	$(BIN)/python scripts/check_package.py

release: $(READY) ## Build and check sdist and wheel with the official texts (PROGRAM=DIR)
	@$(BIN)/python -m scripts.release $(if $(PROGRAM),--program "$(PROGRAM)") $(if $(TAG),--tag "$(TAG)") $(if $(REPOSITORY),--repository "$(REPOSITORY)")

check: test test-slow lint types walls package ## All that guards main

monkey: $(READY) ## Play random keys, pastes, clicks and resizes to the wizard: 5 seeds of 20,000
	$(BIN)/python -m tests.monkey $(ARGS)

torture: $(READY) ## Kill the wizard 500 times while it is typed into, and type 300 random texts: what is lost?
	$(BIN)/python -m tests.torture $(ARGS)

bench: $(READY) ## Measure speed as ratios against a stated floor
	@assets="$$KUBEBUILDER_ASSETS"; \
	if [ -z "$$assets" ] && [ -x $(ENVTEST) ]; then assets=$$($(ENVTEST) 1.37); fi; \
	KUBEBUILDER_ASSETS="$$assets" $(BIN)/python -m benchmarks $(ARGS)

screenshot: $(READY) ## Make the pictures of the README anew
	$(BIN)/python scripts/screenshot.py

man: $(READY) ## Write the man page into dist
	$(BIN)/python -m scripts.man_page dist/aiconform.1

lock: $(READY) ## Resolve the dependencies anew
	sh scripts/lock.sh

clean: ## Remove the environment and all that tools left behind
	rm -rf $(VENV) dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -prune -exec rm -rf {} +

$(READY): requirements.lock pyproject.toml scripts/setup.sh
	@sh scripts/setup.sh $(VENV)
	@touch $(READY)
