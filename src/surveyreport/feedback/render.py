"""Provider reports as PDF and HTML of the same content, many in one process, only what changed."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterable
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd

from surveyreport.feedback.content import common_content, provider_content
from surveyreport.feedback.page import SHORT, Pages
from surveyreport.feedback.sources import Sources
from surveyreport.figures.theme import Theme
from surveyreport.files.problems import InputProblems
from surveyreport.files.textfile import write_text
from surveyreport.files.whole import whole
from surveyreport.report.typst_pdf import compiled, compiler

TEMPLATE = "template.typ"
REMEDY = "verbeter de tekst of de vormgeving waar dit over gaat"
INDEX = ["provider_id", "file", "page", "version", "sha256", "page_sha256"]


class Typesetter:
    """One typst compiler for many reports, with what they share in a folder of its own."""

    def __init__(self, common: dict[str, Any], theme: Theme):
        self._folder = tempfile.TemporaryDirectory()
        template = files(__package__).joinpath(TEMPLATE).read_bytes()
        (Path(self._folder.name) / TEMPLATE).write_bytes(template)
        self._put("common.json", common)
        self._compiler = compiler(Path(self._folder.name) / TEMPLATE, theme)

    def pdf(self, content: dict[str, Any]) -> bytes:
        """Raises InputProblems for what typst refuses."""
        self._put("own.json", content)
        return compiled(self._compiler, f"feedback/{TEMPLATE}", REMEDY)

    def _put(self, name: str, content: dict[str, Any]) -> None:
        text = json.dumps(content, ensure_ascii=False)
        (Path(self._folder.name) / name).write_text(text, encoding="utf-8")


class Reports(Pages):
    """Makes the two files of each report."""

    def __init__(self, common: dict[str, Any], theme: Theme):
        super().__init__(common, theme)
        self._typesetter: Typesetter | None = None

    def pdf(self, versioned: dict[str, Any]) -> bytes:
        self._typesetter = self._typesetter or Typesetter(self.common, self.theme)
        return self._typesetter.pdf(versioned)


def render_batch(
    sources: Sources,
    providers: Iterable[str],
    out_dir: Path,
    progress: Callable[[str], None] = print,
    keeps: Callable[[Path], bool] = lambda path: False,
) -> tuple[pd.DataFrame, dict[str, str]]:
    """Write <provider_id>.pdf and .html for each provider into `out_dir`.

    Out: INDEX of the reports that stand there whole, and per failed provider what went wrong. A
    failed provider keeps no earlier report, which would be out of date, nor does one that no longer
    takes part. A report whose version is unchanged keeps its bytes, if it is as this same code made
    it earlier: keeps tells.
    """
    reports = Reports(common_content(sources), Theme(**sources.study.theme))
    rows, failures, drawn = [], {}, 0
    listed = list(providers)
    out_dir.mkdir(parents=True, exist_ok=True)
    for path in (*out_dir.glob("*.pdf"), *out_dir.glob("*.html")):
        if path.stem not in sources.providers:
            path.unlink(missing_ok=True)
    for number, provider in enumerate(listed, 1):
        path, page = (out_dir / f"{provider}.{kind}" for kind in ("pdf", "html"))
        try:
            content = provider_content(sources, provider)
            mark = reports.mark(content)
            made = all(_carries(file, mark) and keeps(file) for file in (path, page))
            if not made:
                versioned = reports.versioned(content, mark, sources.wave)
                pdf = reports.pdf(versioned)
                with whole(path) as part:
                    part.write_bytes(pdf)
                write_text(reports.page(versioned), page)
                drawn += 1
        except InputProblems as error:
            failures[provider] = " ".join(problem.found for problem in error.problems)
        except OSError:
            raise  # a full disk is of all reports
        except Exception as error:  # one report's fault, whatever it is, must not stop the others
            failures[provider] = f"{type(error).__name__}: {error}"
        else:
            hashes = (sha256(file.read_bytes()).hexdigest() for file in (path, page))
            rows.append((provider, path.name, page.name, mark[:SHORT], *hashes))
        if provider in failures:
            path.unlink(missing_ok=True)
            page.unlink(missing_ok=True)
        if number == len(listed) or number % -(-len(listed) // 10) == 0:
            progress(f"[{number} van {len(listed)}] rapporten, {drawn} opnieuw gemaakt, "
                     f"{len(failures)} mislukt")  # fmt: skip
    return pd.DataFrame(rows, columns=INDEX), failures


def _carries(path: Path, mark: str) -> bool:
    """Whether a report has this fingerprint in its metadata."""
    return path.is_file() and mark.encode() in path.read_bytes()
