"""The documents say what is: numbers recomputed from the raw files, names that exist."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pandas as pd
import pytest
import yaml
from support import ROOT

from surveyreport.estimates.comparison_table import compare_pairs, comparison_table
from surveyreport.estimates.table import estimate_table
from surveyreport.estimates.verdicts import Rule, verdict_table
from surveyreport.files.problems import ProblemList
from surveyreport.responses.cleaning import clean, steps
from surveyreport.responses.recoding import recode
from surveyreport.responses.response_table import response_table
from surveyreport.sources.frame import add_providers, read_frame
from surveyreport.sources.ingest import ingest
from surveyreport.sources.mapping import mapping_path
from surveyreport.sources.read_mapping import read_mapping
from surveyreport.study.comparisons import load_comparisons
from surveyreport.study.config import load_config

METHODS = ROOT / "docs/methods.md"
SETTINGS = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))
# A folder's own README names its files from where it stands.
DOCUMENTS = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "results/README.md")),
    *sorted((ROOT / "docs").glob("*.md")),
    ROOT / "data/processed/README.md",
    *sorted((ROOT / "data/raw").glob("*/README.md")),
    ROOT / "tests/data/reference/README.md",
]
TEXTS = {path: path.read_text(encoding="utf-8") for path in DOCUMENTS}
FENCED = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
NUMBER_ROW = re.compile(r"^\| `(\w+)\.csv` \| ([^|]+) \| (`[^|]+) \|$", re.MULTILINE)
NUMBER = r"[−\d](?:[\d.]*\d)?(?:,\d+)?"
CELL = re.compile(rf"`(\w+)` ({NUMBER})( %)?(?:, |$)")
PLACEHOLDER = re.compile(r"<[^<>]+>|NN")
FILE = re.compile(
    r"[\w@.<>{}-]+\.(py|md|yaml|yml|csv|json|svg|png|cff|toml|lock|smk|xlsx|pdf|html|R)"
)
SEARCHED = ("src", "study", "tests", "data/raw", "workflow", "docs")
WORKFLOW = "".join(
    path.read_text(encoding="utf-8")
    for path in [ROOT / "Snakefile", *sorted((ROOT / "workflow/rules").glob("*.smk"))]
)

LIBRARY = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "src").rglob("*.py")))
RULES_OF_RELEASE = (ROOT / "study/disclosure.yaml").read_text(encoding="utf-8")


def spans(text: str) -> list[str]:
    """What stands between backticks, outside fenced blocks."""
    return re.findall(r"`([^`\n]+)`", FENCED.sub("", text))


def named(pattern: re.Pattern[str]) -> list[tuple[Path, str]]:
    """(document, command) for every command the documents tell a reader to run."""
    return [
        (path, found)
        for path, text in TEXTS.items()
        for code in [*spans(text), *FENCED.findall(text)]
        for found in pattern.findall(code)
    ]


@pytest.fixture(scope="module")
def tables(study) -> dict[str, pd.DataFrame]:
    """The tables of results/2023, computed here from data/raw/2023."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        config = load_config(groups=tuple(study.groups))
        wave, problems = config.waves["2023"], ProblemList()
        mappings = {
            group: read_mapping(mapping_path(Path("study"), "2023", group), study, group, problems)
            for group in wave.exports
        }
        responses = {}
        for group, files in wave.exports.items():
            stored = ingest(files, group, mappings, config.cleaning.test_entries).table
            found = add_providers(stored, wave.frame, wave.corrections)
            responses[group] = recode(clean(found, wave, config.cleaning), mappings[group])
        frame = read_frame(wave.frame, problems)
        entries = load_comparisons(Path("study/comparisons.yaml"), study)
    problems.raise_if_any()
    level, rules = config.confidence_level, SETTINGS["comparisons"]
    estimates = estimate_table("2023", responses, study, {}, level)
    pairs = compare_pairs(entries, responses, study, rules["smallest_n"], level)
    rule = Rule.of(rules)
    comparisons = comparison_table("2023", pairs, entries)
    reasons = tuple(step.reason for step in steps(wave, config.cleaning))
    return {
        "estimates": estimates,
        "verdicts": verdict_table(comparisons, pairs, entries, estimates, rule, study),
        "response": response_table("2023", responses, frame, reasons, study),
    }


def number_cells(path: Path) -> list[tuple[str, str, str, str, str]]:
    """(table, row, column, number, unit) of every cell of the tables of numbers."""
    return [
        (table, row, *cell)
        for table, row, cells in NUMBER_ROW.findall(TEXTS[path])
        for cell in CELL.findall(cells)
    ]


def rows_of(table: pd.DataFrame, row: str) -> pd.DataFrame:
    for condition in row.split(";"):
        column, value = condition.strip().split("=")
        table = table[table[column].astype(str) == value]
    return table


@pytest.mark.parametrize("name", ["methods.md", "assumptions.md"])
def test_every_number_in_the_tables_is_recomputed(tables, name):
    path = ROOT / "docs" / name
    cells = number_cells(path)
    assert len(cells) > 15
    # Nothing in a row of numbers may be written so that it is not read here.
    for *_, written in NUMBER_ROW.findall(TEXTS[path]):
        assert CELL.sub("", written) == "", written
    for table, row, column, number, unit in cells:
        lines = rows_of(tables[table], row)
        if column == "rijen":
            value = len(lines)
        else:
            assert len(lines) == 1, (table, row)
            value = float(lines[column].iloc[0]) * (100 if unit else 1)
        decimals = len(number.partition(",")[2])
        shown = float(number.replace("−", "-").replace(".", "").replace(",", "."))
        assert abs(shown - value) <= 0.5 * 10**-decimals + 1e-9, (table, row, column)


def test_the_example_quotes_only_numbers_of_its_table():
    text = TEXTS[METHODS]
    start = text.index("### Een voorbeeld")
    example = text[start : text.index("\n| bestand |", start)]
    prose = re.sub(r"van de 100|[Tt]op-2|`[^`]*`", "", example)
    quoted = set(re.findall(r"\d+(?:,\d+)?", prose))
    listed = {number for *_, number, _ in number_cells(METHODS)}
    assert len(quoted) > 20
    assert quoted <= listed


def test_the_example_tells_the_verdicts_of_the_wave(tables):
    verdicts = tables["verdicts"].set_index("comparison")
    assert verdicts.loc["overleg", "verdict"] == "a_more_positive"
    assert verdicts.loc["overleg", "wording"] == "similar"
    assert not verdicts.loc["overleg", "dont_know_differs"]
    assert verdicts.loc["afspraken_orientering", "verdict"] == "no_clear_difference"


def test_thresholds_are_those_of_the_settings():
    rows = re.findall(r"^\| `([a-z_]+)\.([a-z_]+)` \| ([\d.]+) \|$", TEXTS[METHODS], re.MULTILINE)
    assert {section for section, _, _ in rows} == {"comparisons", "estimates"}
    for section, key, value in rows:
        assert SETTINGS[section][key] == float(value)


def test_measured_validity_is_quoted_as_it_stands():
    measured = TEXTS[ROOT / "docs/validity.md"].splitlines()
    quoted = re.findall(r"^\| (?:dekking|fout 1e soort) \|.*$", TEXTS[METHODS], re.MULTILINE)
    assert len(quoted) > 3
    assert set(quoted) <= set(measured)


def test_rows_compared_with_r():
    rows = pd.read_csv(ROOT / "tests/estimates/reference_rows.csv")
    covered = rows.loc[rows["covered"].eq("yes"), "rows"].sum()
    assert f"wordt ({covered} rijen)" in " ".join(TEXTS[METHODS].split())


def paths_in(path: Path) -> list[str]:
    """Paths and file names in backticks or as the target of a link."""
    links = re.findall(r"\]\(([^)#\s]+)\)", TEXTS[path])
    words = [code for code in spans(TEXTS[path]) if re.fullmatch(r"[^\s=…:,]+", code)]
    code = [word for word in words if FILE.fullmatch(word) or "/" in word]
    # Rules of the form {code: pattern} and codes such as 2/3 are no paths.
    return [found for found in links + code if not re.match(r"https?:|~|/|\d", found)]


def exists(name: str, folder: Path) -> bool:
    """In the project, beside the document, as a file of that name, or made by a rule."""
    pattern = PLACEHOLDER.sub("*", name).rstrip("/")
    if any(any(base.glob(pattern)) for base in (ROOT, folder)):
        return True
    if "/" not in name and any(any((ROOT / part).rglob(pattern)) for part in SEARCHED):
        return True
    if any(made(path) for path in (name, (folder.relative_to(ROOT) / name).as_posix())):
        return True
    # what a command or each job writes: its last plain name stands between quotes in the library
    if re.sub("<(wave|golf)>", "{wave}", name) in RULES_OF_RELEASE:
        return True
    plain = [part for part in name.split("/") if part and not PLACEHOLDER.search(part)]
    outputs = name.startswith(("data/", "<golf>/")) or "/" not in name
    return (
        outputs
        and bool(plain)
        and re.search(rf"[\"/]{re.escape(plain[-1])}[\"/]", LIBRARY) is not None
    )


def made(name: str) -> bool:
    """Whether an output of the workflow is called so, with wave and group filled in or not."""
    template = re.sub(r"<(wave|golf)>|\b20\d\d\b", "{wave}", name)
    template = re.sub(r"<(group|groep)>", "{group}", template)
    end = "" if template.endswith("/") else '["/]'
    return re.search(rf"[\"/]{re.escape(template)}{end}", WORKFLOW) is not None


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_path_exists(path):
    assert [name for name in paths_in(path) if not exists(name, path.parent)] == []


def test_paths_that_do_not_exist_are_seen():
    for name in ("docs/nothing.md", "nothing.csv", "study/<wave>/nothing/", "results/2023/no.csv"):
        assert not exists(name, ROOT)
    assert exists("results/<golf>/verdicts.csv", ROOT)
    assert len(paths_in(METHODS)) > 15


def test_every_make_target_exists():
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    found = named(re.compile(r"\bmake ([a-z][a-z-]*)"))
    assert {"report", "test", "validity"} <= {name for _, name in found}
    assert [pair for pair in found if pair[1] not in targets] == []


def test_every_module_exists():
    found = named(re.compile(r"python -m (surveyreport[\w.]*)"))
    assert found
    assert [pair for pair in found if importlib.util.find_spec(pair[1]) is None] == []


def test_every_setting_exists():
    schema = yaml.safe_load((ROOT / "src/surveyreport/schemas/config.yaml").read_text("utf-8"))
    found = [
        (path, name)
        for path, text in TEXTS.items()
        # written from all schemas, and held against them elsewhere
        if path.name != "settings.md"
        for name in spans(text)
        if re.fullmatch(r"[a-z_]+(\.[a-z_<>]+)+", name)
        and not FILE.fullmatch(name)
        and name.partition(".")[0] in schema["properties"]
    ]
    assert len(found) > 10
    assert [pair for pair in found if not is_setting(pair[1], schema)] == []


def is_setting(name: str, schema: dict) -> bool:
    """Whether a dotted name leads to a key of the schema; <...> stands for a name one chooses."""
    place = schema
    for key in name.split("."):
        place = schema["$defs"][place["$ref"].rpartition("/")[2]] if "$ref" in place else place
        free = place.get("additionalProperties") if key.startswith("<") else None
        place = free or place.get("properties", {}).get(key)
        if not isinstance(place, dict):
            return False
    return True
