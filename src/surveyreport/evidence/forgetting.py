"""`make forget`: take what people wrote out of everything that keeps it, once it is coded.

The exports keep a mark in the place of each text: that there was one, and which ones were equal,
so that the same respondents count and every result keeps its bytes.
"""

from __future__ import annotations

import re
import shutil
import zipfile
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pyarrow.parquet as pq

from surveyreport.evidence.forgotten import SHEETS, remember
from surveyreport.evidence.texts import FORGOTTEN, texts_path
from surveyreport.files.hashes import sha256
from surveyreport.files.problems import ProblemList
from surveyreport.files.whole import whole
from surveyreport.sources.ingest import named_as_mapped, only_test_words
from surveyreport.sources.limesurvey.export import read_export
from surveyreport.sources.limesurvey.rewriting import in_the_file, rewritten
from surveyreport.sources.limesurvey.structures import load_structure
from surveyreport.sources.mapping import ANY_TEXT, Mapping
from surveyreport.sources.read_wave import read_mappings
from surveyreport.study.config import Cleaning
from surveyreport.study.model import Study
from surveyreport.study.wave_entry import ExportFiles, Wave

# of columns that the study leaves out: a code or a number is no text
WORDS = re.compile(r"[^\W\d_]{2,}.*\s.*|[^\W\d_]{6,}.*", re.DOTALL)
# where no answers are kept: the project itself, git, libraries, and what the audit is for
ELSEWHERE = {".git", ".venv", "benchmarks", "docs", "results", "src", "study", "synthetic", "tests"}
LONG = 15


@dataclass
class Forgotten:
    """What is to go: the exports as they become, and every text that stood in them."""

    exports: dict[Path, bytes] = field(default_factory=dict)
    texts: set[str] = field(default_factory=set)


def plan(
    wave: Wave, study: Study, study_folder: Path, rules: Cleaning, problems: ProblemList
) -> Forgotten:
    """The exports of a wave without what people wrote in them; nothing is written yet.

    wave: with every group, also those left out. To `problems`: exports in a form that cannot be
    rewritten, or that would read otherwise afterwards.
    """
    mappings = read_mappings(wave, study, study_folder, problems)
    problems.raise_if_any()
    found = Forgotten()
    for group, files in wave.exports.items():
        new, texts = _without_texts(files, mappings[group], rules, problems)
        found.texts |= texts
        if new is not None:
            found.exports[files.file] = new
    return found


def _without_texts(
    files: ExportFiles, mapping: Mapping, rules: Cleaning, problems: ProblemList
) -> tuple[bytes | None, set[str]]:
    """The export without texts (None when it has none), and the texts."""
    structure = load_structure(files.structure) if files.structure else None
    export = read_export(files.file, structure=structure, companion=files.syntax)
    named = named_as_mapped(export, mapping)
    own = dict(zip(named.cells.columns, export.cells.columns, strict=True))
    replaced: dict[tuple[int, str], str] = {}
    texts: set[str] = set()
    for column, is_answer in _columns(mapping, own):
        cells = named.cells[column].dropna().astype(str)
        cells = cells[cells.str.strip().ne("") & ~cells.str.fullmatch(FORGOTTEN)]
        if not is_answer:
            cells = cells[cells.str.fullmatch(WORDS)]
        marks = _marks(cells, named.cells[column], rules, is_answer)
        marks, cells = marks[marks.ne(cells)], cells[marks.ne(cells)]
        replaced |= {(int(row), own[column]): mark for row, mark in marks.items()}
        texts |= set(cells)
    if not replaced:
        return None, texts
    where = in_the_file(files.file, replaced, structure, files.syntax)
    new = rewritten(files.file, export.dialect, where)
    _check(files, new, export.cells, replaced, problems)
    return new, texts


def _columns(mapping: Mapping, own: dict[str, str]) -> list[tuple[str, bool]]:
    """Columns in which people write, and whether the study has them as an answer."""
    answers = {
        mapped.column: mapped.item.type == "open" or ANY_TEXT in mapped.levels
        for mapped in mapping.columns
        if not mapped.places
    }
    rest = [name for name in own if mapping.ignores(name) and name not in mapping.headings]
    return [(name, True) for name, writes in answers.items() if writes and name in own] + [
        (name, False) for name in rest
    ]


def _marks(cells: pd.Series, column: pd.Series, rules: Cleaning, is_answer: bool) -> pd.Series:
    """What comes in the place of each text: equal for equal ones; a test stays a test."""
    there = column.dropna().astype(str).str.extract(r"^\[gewist (\d+)\]$")[0].dropna().astype(int)
    start = int(there.max()) if len(there) else 0
    numbers = pd.factorize(cells)[0] + 1 + start
    marks = pd.Series([f"[gewist {number}]" for number in numbers], cells.index, dtype=object)
    if is_answer:
        marks[only_test_words(cells, rules.test_entries)] = rules.test_entries[0]
    return marks


def _check(
    files: ExportFiles,
    new: bytes,
    before: pd.DataFrame,
    replaced: dict[tuple[int, str], str],
    problems: ProblemList,
) -> None:
    """Read the new file back: every other cell must read as it did."""
    wanted = before.copy()
    for (row, column), mark in replaced.items():
        wanted.loc[row, column] = mark
    with TemporaryDirectory() as name:
        path = Path(name) / files.file.name
        path.write_bytes(new)
        structure = load_structure(files.structure) if files.structure else None
        read = read_export(path, structure=structure, companion=files.syntax).cells
    same = list(read.columns) == list(wanted.columns) and len(read) == len(wanted)
    if not same or (read.fillna("\0").to_numpy() != wanted.fillna("\0").to_numpy()).any():
        problems.add(
            files.file,
            "zonder de open antwoorden zou dit bestand anders gelezen worden",
            "exporteer de bevraging opnieuw zonder de open vragen, of als csv",
        )


def forget(wave: str, found: Forgotten, quotes: dict[str, str], today: date) -> list[str]:
    """Write the exports, remove texts and sheets, and note that in the data log; what was done.

    quotes: id -> digest of the quotes that were held against the texts, see `quotes.digest`.
    """
    lines = []
    old = {path: sha256(path) for path in found.exports}
    for path, data in found.exports.items():
        with whole(path) as part:
            part.write_bytes(data)
        lines.append(f"{path}: tekst vervangen door een merkteken")
    for place in (texts_path(wave).parent, SHEETS / wave):
        if place.exists():
            shutil.rmtree(place)
            lines.append(f"{place}: gewist")
    remember(wave, list(found.exports), quotes)
    _log(found, old, today)
    return lines


def _log(found: Forgotten, old: dict[Path, str], today: date) -> None:
    """The fingerprints of the data log, and a line on what happened."""
    for folder in {path.parent for path in found.exports}:
        log = folder / "README.md"
        if not log.is_file():
            continue
        text = log.read_text(encoding="utf-8")
        names = []
        for path, digest in old.items():
            if path.parent == folder:
                text = text.replace(digest, sha256(path))
                names.append(path.name)
        said = f"Op {today} verving `make forget` wat mensen schreven in {', '.join(names)}."
        with whole(log) as part:
            part.write_text(f"{text.rstrip()}\n\n{said}\n", encoding="utf-8")


def still_there(texts: set[str], others: tuple[str, ...] = ()) -> list[Path]:
    """Files that still hold one of the texts, inside archives and tables too.

    others: other waves, whose files are left out: their respondents may have written the same.
    Shorter texts than LONG are words that any file can hold.
    """
    wanted = {_plain(text) for text in texts}
    wanted = {text for text in wanted if len(text) >= LONG}
    places = [place for place in sorted(Path().iterdir()) if place.name not in ELSEWHERE]
    paths = [path for place in places for path in (place, *sorted(place.rglob("*")))]
    found = []
    for path in paths:
        if not path.is_file() or (path.parts[0] == "data" and set(others) & set(path.parts)):
            continue
        # the words of the codes, which short answers may share; quotes, approved to be published
        if path.name in ("codebook.csv", "quotes.csv"):
            continue
        said = _said(path)
        if any(text in said for text in wanted):
            found.append(path)
    return found


def _said(path: Path) -> str:
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            parts = [archive.read(name).decode("utf-8", "replace") for name in archive.namelist()]
    elif path.suffix == ".parquet":
        columns = [column.to_pylist() for column in pq.read_table(path).columns]
        parts = [one for column in columns for one in column if isinstance(one, str)]
    else:
        parts = [path.read_bytes().decode("utf-8", "replace")]
    return _plain(" ".join(parts))


def _plain(text: str) -> str:
    """Without spaces, signs and case, so that another file form does not hide a text."""
    return re.sub(r"&\w+;|\\[nrtu]|[\W_]+", "", text).casefold()
