"""Provider reports as PDF, many in one process, only where something changed."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterable
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd

from surveyreport.feedback.content import common_content, provider_content
from surveyreport.feedback.sources import Sources
from surveyreport.figures.theme import Theme
from surveyreport.files.problems import InputProblems
from surveyreport.report.typst_pdf import compiled, compiler

TEMPLATE = "template.typ"
REMEDY = "verbeter de tekst of de vormgeving waar dit over gaat"
INDEX = ["provider_id", "file", "version", "sha256"]
SHORT = 12


class Typesetter:
    """One typst compiler for many reports, with what they share in a folder of its own."""

    def __init__(self, common: dict[str, Any]):
        self._folder = tempfile.TemporaryDirectory()
        template = files(__package__).joinpath(TEMPLATE).read_bytes()
        (Path(self._folder.name) / TEMPLATE).write_bytes(template)
        self._put("common.json", common)
        self._compiler = compiler(Path(self._folder.name) / TEMPLATE)

    def pdf(self, content: dict[str, Any]) -> bytes:
        """Raises InputProblems for what typst refuses."""
        self._put("own.json", content)
        return compiled(self._compiler, f"feedback/{TEMPLATE}", REMEDY)

    def _put(self, name: str, content: dict[str, Any]) -> None:
        text = json.dumps(content, ensure_ascii=False)
        (Path(self._folder.name) / name).write_text(text, encoding="utf-8")


def render_batch(
    sources: Sources,
    providers: Iterable[str],
    out_dir: Path,
    progress: Callable[[str], None] = print,
    keeps: Callable[[Path], bool] = lambda path: False,
) -> tuple[pd.DataFrame, dict[str, str]]:
    """Write <provider_id>.pdf for each provider into `out_dir`.

    Out: INDEX of the reports that stand there whole, and per failed provider what went wrong. A
    failed provider keeps no earlier report, which would be out of date, nor does one that no longer
    takes part. A report whose version is unchanged keeps its bytes, if it is as this same code made
    it earlier: keeps tells.
    """
    common = common_content(sources)
    typesetter = None
    rows, failures, drawn = [], {}, 0
    listed = list(providers)
    out_dir.mkdir(parents=True, exist_ok=True)
    for path in out_dir.glob("*.pdf"):
        if path.stem not in sources.providers:
            path.unlink(missing_ok=True)
    for number, provider in enumerate(listed, 1):
        path = out_dir / f"{provider}.pdf"
        try:
            content = provider_content(sources, provider)
            mark = _fingerprint(common, content, Theme(**sources.study.theme))
            if not (_carries(path, mark) and keeps(path)):
                typesetter = typesetter or Typesetter(common)
                _write(path, typesetter.pdf(_versioned(content, common, mark, sources.wave)))
                drawn += 1
        except InputProblems as error:
            failures[provider] = " ".join(problem.found for problem in error.problems)
        except Exception as error:  # one report's fault, whatever it is, must not stop the others
            failures[provider] = f"{type(error).__name__}: {error}"
        else:
            rows.append((provider, path.name, mark[:SHORT], sha256(path.read_bytes()).hexdigest()))
        if provider in failures:
            path.unlink(missing_ok=True)
        if number == len(listed) or number % -(-len(listed) // 10) == 0:
            progress(f"{number} van {len(listed)} rapporten, {drawn} opnieuw gemaakt, "
                     f"{len(failures)} mislukt")  # fmt: skip
    return pd.DataFrame(rows, columns=INDEX), failures


def _versioned(
    content: dict[str, Any], common: dict[str, Any], mark: str, wave: str
) -> dict[str, Any]:
    word = common["words"]
    return content | {
        "facts": [*content["facts"], [word["version_fact"], mark[:SHORT]]],
        "keywords": [*content["keywords"], mark],
        "version_line": word["version"].format(version=mark[:SHORT], wave=wave),
    }


def _fingerprint(common: dict[str, Any], content: dict[str, Any], theme: Theme) -> str:
    """sha256 of the content, the fonts and the version of typst: what a reader gets to see."""
    parts = json.dumps([common, content], sort_keys=True, ensure_ascii=False)
    fonts = [sha256(font.read_bytes()).hexdigest() for font in theme.font_files]
    return sha256(" ".join([parts, version("typst"), *fonts]).encode()).hexdigest()


def _carries(path: Path, mark: str) -> bool:
    """Whether a report has this fingerprint in its metadata."""
    return path.is_file() and mark.encode() in path.read_bytes()


def _write(path: Path, content: bytes) -> None:
    part = path.with_name(path.name + ".part")
    part.write_bytes(content)
    os.replace(part, path)
