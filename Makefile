# make report   everything: the environment, then every output of every wave (WAVE=2023 for one)
# make test     the tests
# make feedback only the report of every provider, protected and audited (WAVE=2023)
# make release  copy the audited files to results/<wave>/release/files (WAVE=2023)
# make fetch    fetch the exports of a wave from LimeSurvey: make fetch WAVE=2025
# make wave     draft a new wave from a folder of exports: make wave WAVE=2025 FROM=folder
# make draft    draft the mapping of a wave: make draft WAVE=2025 GROUP=beleid FROM=survey.lss
# make survey   write a survey to field: make survey WAVE=2025 GROUP=beleid SID=251001 OUT=survey.txt
# make diff     what changed since a manifest or git revision: make diff FROM=HEAD~1
# make verify   make a wave again in a clean folder and say which bytes differ: make verify WAVE=2023
# make explain  where a printed number comes from: make explain ID=f15_beleid_screening_top2
# make validity measure error rates and coverage of every printed test and interval
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)
READY := $(VENV)/ready

.PHONY: report test check format lock reference-wave clean fetch wave draft survey diff verify explain \
	feedback release \
	validity benchmark

report: $(READY)
	snakemake -j4 $(if $(WAVE),$(addprefix results/$(WAVE)/,ro-crate-metadata.json release/audit.json))

test: $(READY)
	tools/system_packages.sh
	pytest

check: $(READY)
	ruff check .
	ruff format --check .
	snakefmt --check Snakefile workflow/rules
	snakemake --lint

format: $(READY)
	ruff check --fix .
	ruff format .
	snakefmt Snakefile workflow/rules

feedback: $(READY)
	snakemake -j4 results/$(or $(WAVE),2023)/release/audit.json

release: feedback
	python -m surveyreport.disclosure.release --wave $(or $(WAVE),2023)

fetch: $(READY)
	python -m surveyreport.sources.limesurvey.fetch --wave $(WAVE)

wave: $(READY)
	python -m surveyreport.newwave.new --wave $(WAVE) --from $(FROM)

draft: $(READY)
	python -m surveyreport.questionnaires draft --wave $(WAVE) --group $(GROUP) \
		$(if $(filter %.csv %.xlsx %.json,$(FROM)),--export,--structure) $(FROM)

survey: $(READY)
	python -m surveyreport.questionnaires write --wave $(WAVE) --group $(GROUP) --sid $(SID) --out $(OUT)

diff: $(READY)
	python -m surveyreport.record.diff --from $(FROM) $(if $(WAVE),--wave $(WAVE))

verify: $(READY)
	python -m surveyreport.record.verify --wave $(or $(WAVE),2023)

explain: $(READY)
	python -m surveyreport.record.explain $(ID)

validity: $(READY)
	python -m surveyreport.estimates.validity --out docs/validity.md

benchmark: $(READY)
	python benchmarks/workflow.py

# The synthetic waves, byte for byte
reference-wave: $(READY)
	python -m synthetic --out data/raw/2023
	python -m synthetic --out data/raw/2025

# Choose new pins; uv only reads pyproject.toml here and installs nothing
lock: $(READY)
	pip install --quiet uv
	uv pip compile pyproject.toml --group dev --python-version 3.11 --universal \
		--generate-hashes --no-emit-index-url --no-header --upgrade -o requirements.lock
	python tools/write_environment.py

$(READY): requirements.lock pyproject.toml
	@echo "Installing the libraries, once: about two minutes"
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	touch $(READY)

clean:
	rm -rf .snakemake logs data/processed/2* results/2*
