# `make run` opens the program; `make test` checks everything. Both set up what they need.
BIN := .venv/bin
MODELS ?= models/product_classifier
RUN ?= runs/latest
JOBS ?= 2
BASE_WEIGHTS ?= auto

.PHONY: run test soak lint train report learning-curve bench bench-scaling bench-cluster bench-compare \
	bench-training bench-photos bench-ui screenshots install-desktop uninstall-desktop \
	bundle test-bundle deb test-deb release lock dependencies clean

run: .venv/.ready-for-run
	$(BIN)/python -m app

# Two processes share the tests, file by file. JOBS= is one alone.
test: lint
	$(BIN)/python -m pytest $(if $(JOBS),-n $(JOBS) --dist loadgroup --no-loadscope-reorder)

# The long forms of what the tests promise, one after the other; each prints its figures.
soak: .venv/.ready-for-test
	@set -e; for script in tests/soak/*_soak.py; do \
		echo "== $$script"; $(BIN)/python -m tests.soak.$$(basename $$script .py); \
	done

lint: .venv/.ready-for-test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

train: .venv/.ready-for-test
	@test -n "$(DATA)" || { echo "Name the folder of class folders: make train DATA=/path/to/photos" >&2; exit 2; }
	$(BIN)/python -m training fit "$(DATA)" --out "$(RUN)" --base-weights "$(BASE_WEIGHTS)"

report: .venv/.ready-for-test
	$(BIN)/python -m training report "$(RUN)"

screenshots: .venv/.ready-for-test
	$(BIN)/python -m tests.support.screenshots

install-desktop: .venv/.ready-for-run
	$(BIN)/python -m app.desktop_entry

uninstall-desktop: .venv/.ready-for-run
	$(BIN)/python -m app.desktop_entry --remove

learning-curve: .venv/.ready-for-test
	@test -n "$(DATA)" || { echo "Name the folder of class folders: make learning-curve DATA=/path/to/photos" >&2; exit 2; }
	$(BIN)/python -m training learning-curve "$(DATA)" --base-weights "$(BASE_WEIGHTS)"

bench: .venv/.ready-for-test
	$(BIN)/python -m tests.benchmarks

bench-scaling: .venv/.ready-for-test
	$(BIN)/python -m tests.benchmarks scaling

bench-cluster: .venv/.ready-for-test
	$(BIN)/python -m tests.benchmarks cluster

bench-compare: .venv/.ready-for-test
	$(BIN)/python -m tests.benchmarks comparison

# DATA and BASE_WEIGHTS are optional: without them on drawn pictures and random weights.
bench-training: .venv/.ready-for-test
	$(BIN)/python -m tests.benchmarks.stage_one $(if $(DATA),"$(DATA)" --base-weights "$(BASE_WEIGHTS)")

bench-photos: .venv/.ready-for-test
	$(BIN)/python -m tests.benchmarks.many_photos

bench-ui: .venv/.ready-for-test
	$(BIN)/python -m tests.benchmarks.review_table

# Installers; see CONTRIBUTING.
bundle: .venv/.ready-for-run
	packaging/bundle.sh

test-bundle: .venv/.ready-for-test
	$(BIN)/python -m pytest tests/packaging/bundle_test.py
	SHELFWISE_PROGRAM=dist/shelfwise/shelfwise $(BIN)/python -m pytest \
		tests/e2e/drag_and_drop_test.py tests/e2e/open_and_paste_test.py tests/e2e/bin_test.py

deb: bundle
	packaging/deb.sh

# Needs root, debootstrap and a .deb; ROOT names a bare Debian 12 that is there already.
test-deb: .venv/.ready-for-test
	packaging/test_deb.sh $(ROOT)

release: .venv/.ready-for-run
	packaging/release.sh

lock:
	PATH="$(CURDIR)/$(BIN):$$PATH" packaging/lock.sh

dependencies: .venv/.ready-for-test
	$(BIN)/python packaging/dependencies.py docs

clean:
	rm -rf .venv build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache

.venv/.ready-for-%: pyproject.toml .ci/setup
	.ci/setup $*
