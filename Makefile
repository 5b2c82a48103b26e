# Two commands for a newcomer: `make demo` and `make test`. Both make .venv first.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo docs test test-long benchmarks docs-mechanisms docs-replications docs-lists docs-audit docs-checks docs-verdict docs-page docs-rivals docs-decomposition docs-sensitivity docs-compare-methods lock clean

.venv/ready: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(0 if (3, 11) <= sys.version_info[:2] < (3, 15) else "perelom needs Python 3.11 to 3.14, found %d.%d" % sys.version_info[:2])'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: .venv/ready  ## two futures: the history and NEP continued, 16 draws each, with a report
	$(BIN)/perelom compare history nep-continued --draws 16 --out demo --force
	$(BIN)/perelom report demo --out demo/report.html --force
	@echo "report: demo/report.html"

test: .venv/ready  ## lint, types and the tests, under 12 minutes on 2 cores
	$(BIN)/ruff check src tests docs benchmarks
	$(BIN)/python -c 'from perelom.world.warming import warm; warm()' & \
	$(BIN)/pyright --pythonpath $(BIN)/python; found=$$?; wait; exit $$found
	$(BIN)/python -m pytest -n 2 --dist worksteal

test-long: .venv/ready  ## the full counts; the log goes to docs/verification/
	mkdir -p docs/verification
	bash -o pipefail -c 'PERELOM_LONG=1 $(BIN)/python -m pytest -n 2 2>&1 | tee docs/verification/test-long.log'

benchmarks/.venv/ready: requirements.lock benchmarks/requirements.lock pyproject.toml
	$(PYTHON) -m venv benchmarks/.venv
	benchmarks/.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	benchmarks/.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r benchmarks/requirements.lock
	benchmarks/.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

benchmarks: benchmarks/.venv/ready  ## the same household rules in numba, NumPy, polars, mesa-frames and Mesa: equal numbers, then times
	cd benchmarks && .venv/bin/python -m pytest -q -p no:cacheprovider test_forms.py
	cd benchmarks && .venv/bin/python run.py

docs: .venv/ready  ## the documentation site, into demo/site-docs
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict

docs-mechanisms: .venv/ready  ## fill the pages of mechanisms and draw their figures
	$(BIN)/python docs/pages_of_mechanisms.py

docs-replications: .venv/ready  ## fill the pages of published models and draw their figures
	$(BIN)/python docs/pages_of_replications.py

docs-lists: .venv/ready  ## write the lists of scenarios, claims and checks
	$(BIN)/python docs/lists.py

docs-checks: .venv/ready  ## checks of the posterior, held-out ones too, into docs/calibration.md and the page on the famine
	mkdir -p demo
	$(BIN)/perelom check --held-out --draws 64 --json > demo/check.json || [ $$? -eq 1 ]
	$(BIN)/python docs/check_tables.py demo/check.json

docs-audit: .venv/ready  ## audit the essay's claims and write docs/audit.md
	$(BIN)/python docs/audit_of_claims.py

DRAWS ?= 200
KINDS ?= prior posterior
docs-verdict: .venv/ready  ## compute the verdict and fill its page; KINDS of parameters stand side by side
	$(BIN)/perelom verdict --draws $(DRAWS) --where-it-flips --out demo/verdict --force
	$(BIN)/perelom verdict --draws $(DRAWS) --compare-parameters $(KINDS) --out demo/kinds --force
	$(BIN)/python docs/verdict_tables.py demo/verdict/verdict.json demo/kinds/verdict.json
	$(BIN)/python docs/famine_tables.py

RIVALS ?= --draws 16
docs-rivals: .venv/ready  ## ask several models about consumption and fill docs/rivals.md
	mkdir -p demo
	$(BIN)/perelom rivals $(RIVALS) --json > demo/rivals.json
	$(BIN)/python docs/rivals_tables.py demo/rivals.json

docs-decomposition: .venv/ready  ## take the difference of history and NEP continued apart and fill docs/decomposition.md
	mkdir -p demo
	$(BIN)/perelom compare history nep-continued --decompose --groups docs/decomposition-groups.yaml --at 1938-12 --to 1938-12 --draws 4 --households 5000 --out demo/parts --force --json > demo/parts.json
	$(BIN)/perelom figure demo/parts consumption_per_head industrial_output_index --waterfall --out docs/figures/decomposition.svg --force
	$(BIN)/python docs/decomposition_tables.py demo/parts.json

ASKED := --indicators consumption_per_head cumulative_excess_deaths defence_capacity --households 3000 --json
docs-sensitivity: .venv/ready  ## what the verdict hangs on, by Morris and Sobol, and docs/sensitivity.md
	mkdir -p demo
	$(BIN)/perelom sensitivity --scenario nep-reformed --against history --at 1938-12 --size 2 $(ASKED) > demo/morris.json
	$(BIN)/perelom sensitivity --method sobol --scenario nep-reformed --against history --at 1938-12 --size 8 $(ASKED) > demo/sobol.json
	$(BIN)/python docs/sensitivity_tables.py demo/morris.json demo/sobol.json

docs-page: .venv/ready  ## claims and verdict that the page ships
	mkdir -p demo
	$(BIN)/perelom claims --json > demo/claims.json
	$(BIN)/perelom verdict --draws 64 --where-it-flips --json > demo/verdict.json
	$(BIN)/python docs/page_results.py demo/claims.json demo/verdict.json

COUNTRIES ?= 100
docs-compare-methods: .venv/ready  ## ways of calibrating side by side on COUNTRIES toy countries (an hour for 100)
	$(BIN)/python docs/compare_methods.py --countries $(COUNTRIES) --keep demo/methods

lock:  ## rebuild uv.lock and requirements.lock (needs uv)
	uv lock
	uv export --frozen --no-emit-project --format requirements-txt --no-header -o requirements.lock

clean:
	rm -rf .venv benchmarks/.venv demo
