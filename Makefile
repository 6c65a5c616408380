# Short names for everyday work. `bin/run` and `bin/test` set everything up; these use what is there.
venv := .venv/bin
# For every Python from 3.11 on: 3.11.2 needs what 3.11.3 has built in.
compile := $(venv)/uv pip compile -q --universal --python-version 3.11 --no-header --no-annotate --no-emit-index-url

.PHONY: run test fast check format lock messages bench sample screenshots

run:            ## serve on 127.0.0.1:8000
	bin/run

test:           ## everything, as continuous integration does
	bin/test

fast:           ## the inner loop: ruff and the tests on SQLite
	bin/test --fast

check:          ## lint, types, the floors of the house, translations
	$(venv)/ruff check .
	$(venv)/ruff format --check .
	$(venv)/mypy
	$(venv)/lint-imports
	$(venv)/python tools/translations.py check

format:         ## what ruff can mend by itself
	$(venv)/ruff check --fix .
	$(venv)/ruff format .

lock:           ## pin what requirements*.in and package.json ask for
	$(compile) requirements.in -o requirements.txt
	$(compile) requirements-handbook.in -o requirements-handbook.txt
	$(compile) requirements-dev.in -o requirements-dev.txt
	npm install --package-lock-only --omit-lockfile-registry-resolved --no-audit --no-fund

messages:       ## bring locale/en up to date with the source; then translate what it lists
	$(venv)/python tools/translations.py update

bench:          ## measure, and write docs/benchmarks.md
	bin/bench

sample:         ## load the sample organisation into data/
	$(venv)/python manage.py sample load --scale 1

screenshots:    ## the pictures of README and handbook, from the running product
	$(venv)/python tools/screenshots.py
	$(venv)/python tools/screenshots.py --handbook
