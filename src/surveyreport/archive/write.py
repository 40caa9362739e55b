"""Write the archive of a wave: microdata, codebooks and the account of the anonymising."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd

from surveyreport.archive.anonymisation import anonymisation_table, loss_table
from surveyreport.archive.codebook import codebook_page
from surveyreport.archive.data_package import (
    data_package,
    file_resource,
    package_text,
    table_resource,
)
from surveyreport.archive.ddi import ddi_text
from surveyreport.archive.microdata import columns_of, write_microdata
from surveyreport.archive.public_answers import public_answers
from surveyreport.files.csvfile import write_csv
from surveyreport.files.textfile import write_text
from surveyreport.study.config import Microdata
from surveyreport.study.model import Study

SAV = "application/x-spss-sav"


def write_archive(
    folder: Path,
    responses: dict[str, pd.DataFrame],
    estimates: pd.DataFrame,
    study: Study,
    rules: Microdata,
    *,
    wave: str,
    label: str,
    synthetic: bool,
    period: tuple[date, date],
    published: date | None,
    level: float,
) -> None:
    """Write into `folder` per group <group>.csv and <group>.sav, and datapackage.json, ddi.xml,
    codebook.html, anonymisation.csv and anonymisation_effect.csv.

    responses: recoded responses per group; estimates: the published ones; level: their confidence.
    wave, label: its id and its name for a reader; period: first and last day of fielding,
    the last of which stands in the files instead of the clock; published: the day of the report.
    Raises InputProblems for rules that do not fit the study, before anything is written.
    """
    words = study.texts["codebook"]
    groups = [
        public_answers(responses[group], study, group, rules)
        for group in study.groups
        if group in responses
    ]
    columns = {public.group: columns_of(public, words) for public in groups}
    loss = loss_table(wave, groups, estimates, study, level)
    mark = f"{words['synthetic']}. " if synthetic else ""
    title = words["title"].format(wave=label)
    description = words["description"].format(wave=label, k=rules.k)
    page = codebook_page(study, groups, columns, loss, rules.k, title, description, synthetic)
    described = ddi_text(study, groups, columns, rules.catalogue, wave=wave, title=title,
                         description=description, mark=mark, period=period,
                         published=published, language="nl")  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    resources = []
    for public in groups:
        group = public.group
        name = f"{mark}{study.groups[group].label}, {label}"
        notes = f"{mark}{title}. {description}"
        write_microdata(public, columns[group], folder, name, notes, period[1])
        csv, sav = folder / f"{group}.csv", folder / f"{group}.sav"
        resources += [table_resource(csv, name, columns[group]), file_resource(sav, name, SAV)]
    write_csv(anonymisation_table(wave, groups, rules), folder / "anonymisation.csv")
    write_csv(loss, folder / "anonymisation_effect.csv")
    keywords = [words["synthetic"]] if synthetic else [words["keyword"]]
    package = data_package(
        f"microdata-{wave}", f"{mark}{title}", f"{mark}{description}", keywords, resources
    )
    write_text(package_text(package), folder / "datapackage.json")
    write_text(page, folder / "codebook.html")
    write_text(described, folder / "ddi.xml")
