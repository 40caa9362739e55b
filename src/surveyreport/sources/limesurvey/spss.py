"""SPSS: the headerless .dat with its .sps syntax, and .sav."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pyreadstat

from surveyreport.sources.limesurvey.delimited import read_cells
from surveyreport.sources.limesurvey.recoded import codes_of_labels
from surveyreport.sources.limesurvey.table import CSV_AGAIN, Table, refusal
from surveyreport.sources.limesurvey.workbook import as_text

RENAME = re.compile(r"^RENAME VARIABLES? \( V(\d+) = (\S+) \)\s*\.", re.MULTILINE)
FORMAT = re.compile(r"^ V(\d+) ([A-Z]+)[\d.]+?\.?$", re.MULTILINE)
LABELS = re.compile(r'^VALUE LABELS\s+V(\d+)((?:\s+-?\d+ "[^"]*")+)\s*\.', re.MULTILINE)
LABEL = re.compile(r'(-?\d+) "([^"]*)"')
DATE = r"(\d\d)-(\d\d)-(\d{4}) (\d\d:\d\d:\d\d)"
TRIAL = "import sys, pyreadstat; pyreadstat.read_sav(sys.argv[1], output_format='dict')"
TRIAL_SECONDS = 600
SYNTAX_REMEDY = "geef het .sps-bestand dat samen met dit .dat-bestand geëxporteerd is"


def read_spss_text(path: Path, content: memoryview, syntax_path: Path, syntax: str) -> Table:
    """A .dat under the names of its syntax; None where a no-answer value marks not shown.

    The no-answer value is not in the syntax: it is what stands in a date column and is no date, or
    in a tick box or yes/no question and is none of its answers.
    """
    names = {int(number): name for number, name in RENAME.findall(syntax)}
    frame = read_cells(path, content, ",", "'")
    if sorted(names) != list(range(1, frame.shape[1] + 1)):
        raise refusal(
            path,
            f"{frame.shape[1]} kolommen",
            SYNTAX_REMEDY,
            expected=f"{len(names)} kolommen, zoals in {syntax_path.name}",
        )
    headings = [names[i + 1] for i in range(len(names))]
    cells = frame.set_axis(pd.Index(headings, dtype=object), axis=1)
    cells.index = pd.RangeIndex(1, len(cells) + 1, name="row")
    dates = [names[int(number)] for number, kind in FORMAT.findall(syntax) if kind == "DATETIME"]
    labels = {
        names[int(number)]: dict(LABEL.findall(entries))
        for number, entries in LABELS.findall(syntax)
        if int(number) in names
    }
    marks = set()
    for name, words in labels.items():
        # only a tick box and yes/no have labels for every answer: lists may have codes left out
        if codes_of_labels(words):
            marks |= {v for v in cells[name].unique() if v and v not in words}
    for name in dates:
        values = cells[name]
        marks |= set(values[~values.str.fullmatch(DATE)].unique()) - {""}
        cells[name] = values.str.replace(f"^{DATE}$", r"\3-\2-\1 \4", regex=True)
    losses = [
        "SPSS (.dat) haalt HTML en regeleinden uit open antwoorden, knipt spaties aan begin en"
        " einde weg en kapt lange teksten af."
    ]
    if len(marks) == 1:
        mark = marks.pop()
        cells = cells.astype(object).where(cells.ne(mark), None)
        losses.append(
            f"Een open antwoord dat zelf '{mark}' luidt of alleen spaties telt, staat als niet"
            " getoond."
        )
        knows = True
    else:
        losses.append("Zonder no-answer-waarde is niet getoond gelijk aan opengelaten.")
        knows = False
    return Table("spss", cells, knows, tuple(losses), labels)


def _survives(path: Path) -> bool:
    """False when pyreadstat crashes or hangs on the file: it does on some damaged ones."""
    try:
        trial = subprocess.run(
            [sys.executable, "-c", TRIAL, str(path)], capture_output=True, timeout=TRIAL_SECONDS
        )
    except subprocess.TimeoutExpired:
        return False
    return trial.returncode in (0, 1)  # 1: an ordinary exception, to be told below


def read_sav(path: Path) -> Table:
    """A .sav export as text; index = 1..n. Raises InputProblems for what pyreadstat refuses."""
    if not _survives(path):
        raise refusal(path, "een beschadigd .sav-bestand", CSV_AGAIN)
    try:
        frame, meta = pyreadstat.read_sav(str(path))
    except Exception:  # pyreadstat raises several unrelated types on damaged files
        raise refusal(
            path,
            "een .sav-bestand dat niet te lezen is",
            "exporteer alleen voltooide antwoorden (een antwoord met lastpage -1 maakt het bestand"
            f" ongeldig), of {CSV_AGAIN}",
        ) from None
    cells = pd.DataFrame(
        {name: ["" if pd.isna(v) else as_text(v) for v in frame[name]] for name in frame},
        index=pd.RangeIndex(1, len(frame) + 1, name="row"),
        dtype=str,
    )
    labels = {
        name: {as_text(value): label for value, label in entries.items()}
        for name, entries in meta.variable_value_labels.items()
    }
    losses = (
        "SPSS (.sav) bewaart niet of een vraag niet getoond of opengelaten werd.",
        "SPSS (.sav) knipt spaties aan begin en einde van open antwoorden weg en schrijft een"
        " getal met een komma als getal met een punt.",
    )
    return Table("sav", cells, losses=losses, labels=labels, masked=True)
