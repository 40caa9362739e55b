# make report   everything: the environment, then every output of every wave (WAVE=2023 for one)
# make test     the tests; what this machine cannot run is named
# make test-tools  install what those need: a browser and a spreadsheet program
# make test-pythons  the main job on every Python of this machine, byte for byte
# make feedback only the report of every provider, protected and audited (WAVE=2023)
# make key      make the key that protects a wave: make key WAVE=2027
# make release  copy the audited files, with letters and a register: make release WAVE=2023 SIGNED='A. Name'
#               (ENCRYPT=1 puts every report behind a code of its own)
# make fetch    fetch the exports of a wave from LimeSurvey: make fetch WAVE=2025 (GROUP=beleid)
# make links    the link of every provider to the survey: make links WAVE=2025 URL=https://…/index.php
# make follow   the response so far, per provider and per day: make follow WAVE=2025
# make wave     draft a new wave from a folder of exports: make wave WAVE=2025 FROM=folder
# make draft    draft the mapping of a wave: make draft WAVE=2025 GROUP=beleid FROM=survey.lss
# make survey   write a survey to field: make survey WAVE=2025 GROUP=beleid SID=251001 OUT=survey.txt
# make codesheets  a sheet per coder for the open answers: make codesheets WAVE=2025 CODERS=2
# make codes    read the sheets back; what is left to do is told: make codes WAVE=2025
# make visitforms  an empty form per visit, read back by make codes: make visitforms WAVE=2025
# make forget   wipe the texts of open answers, keeping the codes: make forget WAVE=2025 (UNCODED=1)
# make diff     what changed since a manifest or git revision: make diff FROM=HEAD~1
# make verify   make a wave again in a clean folder and say which bytes differ: make verify WAVE=2023
# make look     what a file is and what is read in it: make look FILE=export.csv WITH=survey.lss
# make words    what a chapter can bind, with its value today: make words WAVE=2023 FIND=visie
# make explain  where a printed number comes from: make explain ID=f15_beleid_screening_top2
# make validity measure error rates and coverage of every printed test, interval and verdict
VENV := .venv
BIN := $(VENV)/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)
READY := $(VENV)/ready

# Without bytecode every start of Python compiles the library again
unexport PYTHONDONTWRITEBYTECODE

# What a user gives reaches the shell as data: through the environment and between quotes
GIVEN := URL WAVE GROUP SID FROM OUT ID FIND SIGNED PYTHON FILE WITH CODERS
export $(GIVEN)
$(foreach name,$(GIVEN),$(if $(findstring $$,$(value $(name))),\
	$(error $(name) bevat een dollarteken: schrijf het zonder)))
needs = @$(foreach name,$(1),test -n "$$$(name)" || { echo "geef ook $(name)=...; boven in Makefile staat een voorbeeld" >&2; exit 1; };)

# An environment without its Python, or moved here from another folder, is made again
$(shell { test -x $(BIN)/python && grep -qF "$(CURDIR)/$(BIN)" $(BIN)/pip; } 2>/dev/null || rm -f $(READY))

.PHONY: report test test-tools test-pythons check format lock reference-wave clean fetch follow \
	wave draft survey links look diff verify explain words feedback release key validity benchmark \
	settings hooks given codesheets codes visitforms forget

report: $(READY)
	@snakemake -j4 $${WAVE:+"results/$$WAVE/ro-crate-metadata.json" "results/$$WAVE/release/audit.json"}

# NOTHING_SKIPPED=1 fails when a test could not run. Coverage costs nothing from Python 3.12 on; before
# that it makes tests up to twice as slow: COVERAGE=1
MEASURED = import os, sys; sys.exit(sys.version_info < (3, 12) and not os.environ.get("COVERAGE"))
test: $(READY)
	@if python -c '$(MEASURED)'; then cover=--cov; else \
		echo "Dekking niet gemeten: dat vertraagt de tests op Python 3.11 (make test COVERAGE=1)"; fi; \
	COVERAGE_CORE=sysmon OPENBLAS_NUM_THREADS=1 pytest $$cover $(if $(NOTHING_SKIPPED),--nothing-skipped)

test-tools: $(READY)
	tools/test_tools.sh

test-pythons: $(READY)
	tools/every_python.sh

check: $(READY)
	ruff check .
	ruff format --check .
	snakefmt --check Snakefile workflow/rules
	snakemake --lint
	lint-imports
	mypy

# The quick ones of these before each commit
hooks: $(READY)
	pre-commit install

# docs/settings.md, from the schemas
settings: $(READY)
	python tools/write_settings.py

format: $(READY)
	ruff check --fix .
	ruff format .
	snakefmt Snakefile workflow/rules

feedback: $(READY)
	@snakemake -j4 "results/$${WAVE:-2023}/release/audit.json"

key: $(READY)
	$(call needs,WAVE)
	python -m surveyreport key --wave "$$WAVE"

release: feedback
	$(call needs,SIGNED)
	python -m surveyreport release --wave "$${WAVE:-2023}" --signed-by "$$SIGNED" $(if $(ENCRYPT),--encrypt)

fetch: $(READY)
	$(call needs,WAVE)
	python -m surveyreport fetch --wave "$$WAVE" --group "$$GROUP"

follow: $(READY)
	$(call needs,WAVE)
	python -m surveyreport follow --wave "$$WAVE"

wave: $(READY)
	$(call needs,WAVE FROM)
	python -m surveyreport wave --wave "$$WAVE" --from "$$FROM"

draft: $(READY)
	$(call needs,WAVE GROUP FROM)
	python -m surveyreport draft --wave "$$WAVE" --group "$$GROUP" \
		$(if $(filter %.csv %.xlsx %.json,$(FROM)),--export,--structure) "$$FROM"

links: $(READY)
	$(call needs,WAVE URL)
	python -m surveyreport links --wave "$$WAVE" --url "$$URL"

survey: $(READY)
	$(call needs,WAVE GROUP SID OUT)
	python -m surveyreport survey --wave "$$WAVE" --group "$$GROUP" --sid "$$SID" --out "$$OUT"

codesheets: $(READY)
	$(call needs,WAVE)
	@snakemake -j4 --quiet all -- "data/processed/$$WAVE/open/answers.parquet"
	python -m surveyreport codesheets --wave "$$WAVE" $${CODERS:+--coders "$$CODERS"}

visitforms: $(READY)
	$(call needs,WAVE)
	python -m surveyreport visitforms --wave "$$WAVE"

codes: $(READY)
	$(call needs,WAVE)
	@snakemake -j4 --quiet all -- "data/processed/$$WAVE/open/answers.parquet"
	python -m surveyreport codes --wave "$$WAVE"

forget: $(READY)
	$(call needs,WAVE)
	@snakemake -j4 --quiet all -- "data/processed/$$WAVE/open/answers.parquet"
	python -m surveyreport forget --wave "$$WAVE" $(if $(UNCODED),--uncoded)

diff: $(READY)
	$(call needs,FROM)
	python -m surveyreport diff --from="$$FROM" $${WAVE:+--wave "$$WAVE"}

verify: $(READY)
	python -m surveyreport verify --wave "$${WAVE:-2023}"

look: $(READY)
	$(call needs,FILE)
	python -m surveyreport look "$$FILE" $${WITH:+--with "$$WITH"}

words: $(READY)
	python -m surveyreport words --wave "$${WAVE:-2023}" --find "$$FIND"

explain: $(READY)
	$(call needs,ID)
	python -m surveyreport explain "$$ID"

validity: $(READY)
	python -m benchmarks.validity

benchmark: $(READY)
	python benchmarks/workflow.py

# The synthetic waves, byte for byte
reference-wave: $(READY)
	python -m synthetic --out data/raw/2023
	python -m synthetic --out data/raw/2025
	python -m synthetic.coders --wave 2023
	python -m synthetic.coders --wave 2025
	python -m synthetic.inspectors --wave 2023
	python -m synthetic.inspectors --wave 2025

# Choose new pins; uv only reads pyproject.toml here and installs nothing
lock: $(READY)
	pip install --quiet uv
	uv pip compile pyproject.toml --group dev --python-version 3.11 --universal \
		--generate-hashes --no-emit-index-url --no-header --upgrade -o requirements.lock
	python tools/write_environment.py

$(READY): requirements.lock pyproject.toml | given
	@tools/make_environment.sh $(VENV)

given:
	@case "$$WAVE" in *[!A-Za-z0-9_-]*) \
		echo "WAVE is geen naam van een golf: schrijf bijvoorbeeld WAVE=2025" >&2; exit 1;; esac

clean:
	rm -rf .snakemake logs
	find data/processed results -mindepth 1 ! -name README.md -delete
