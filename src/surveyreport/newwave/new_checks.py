"""What people must still do about a drafted wave: columns, codes, providers, dates."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from surveyreport.files.csvfile import read_csv
from surveyreport.files.problems import InputProblems, ProblemList
from surveyreport.newwave.folder import GroupFiles, Sorted
from surveyreport.sources.frame import find_providers, read_corrections, read_frame
from surveyreport.sources.ingest import DATE_UNKNOWN
from surveyreport.sources.limesurvey.export import Export, read_participants
from surveyreport.sources.limesurvey.headings import SYSTEM_TEXTS, TIMING
from surveyreport.sources.mapping import ANY_TEXT, IGNORE, PROVIDER, mapping_path
from surveyreport.sources.unknown_codes import unknown_codes
from surveyreport.study.model import Study
from surveyreport.study.wave_entry import Wave

HALF = 0.5
MAPPING_COLUMNS = ("column", "item", "code", "level")


def check_mapping(path: Path, files: GroupFiles, study: Study, problems: ProblemList) -> bool:
    """Whether every column has an item and every code a level; each that has not is a problem.

    Columns of the export that the mapping does not name, and answers without a code in it, count.
    """
    table = read_csv(path, MAPPING_COLUMNS, problems)
    before = len(problems.problems)
    cells = files.export.cells
    open_items = {item.id for item in study.items.values() if item.type in ("open", "number")}
    for column, rows in table.groupby("column", sort=False):
        row, item = int(rows.index[0]), rows["item"].iloc[0]
        if not item:
            problems.add(
                path,
                f"kolom {column} hoort nog bij geen item{_wording(files, column)}",
                "vul het item in, @provider (hier staat de aanbieder) of @ignore, of maak in "
                "study/questionnaires een nieuwe vraag, met 'replaces' als ze een vroegere "
                "herformuleert",
                row=row,
                column=column,
            )
            continue
        for at, line in rows[rows["level"].eq("")].iterrows():
            if item not in (PROVIDER, IGNORE, *open_items):
                problems.add(
                    path,
                    f"code '{line['code']}' van {item} heeft geen niveau",
                    "vul het niveau van de schaal in",
                    row=int(at),
                    column=column,
                )
        codes = set(rows["code"])
        if item in (PROVIDER, IGNORE, *open_items) or ANY_TEXT in codes or column not in cells:
            continue
        seen = cells[column].fillna("").value_counts()
        for code in sorted(set(seen.index) - codes - {""}):
            problems.add(
                path,
                f"antwoordcode '{code[:40]}' ({seen[code]} keer) staat niet in de koppeling",
                "voeg een rij toe of verbeter de code",
                row=row,
                column=column,
            )
    known = {*table["column"], *SYSTEM_TEXTS["nl"]}
    ignored = set(table.loc[table["item"].eq(IGNORE), "column"])
    for column in cells:
        left_out = column in known or column.split("[")[0] in ignored
        if not left_out and not TIMING.fullmatch(column):
            problems.add(
                path,
                f"kolom {column} van {files.export.path.name} staat niet in de koppeling",
                "voeg een rij toe met het item, of met @ignore",
                column=column,
            )
    return len(problems.problems) == before


def _wording(files: GroupFiles, name: str) -> str:
    """The question of a column as the survey has it."""
    if files.structure is None:
        return ""
    language = files.structure.languages[0]
    for column in files.structure.columns():
        if column.code == name:
            text, row = column.parts(language, "andere")
            return f": '{text if row is None else f'{text} [{row}]'}'"
    return ""


def check_dates(export: Export, wave: Wave, problems: ProblemList) -> None:
    """How many answers were submitted outside the field period, which leaves them out."""
    submitted = export.cells["submitdate"].fillna("")
    days = submitted[submitted.ne("") & submitted.ne(DATE_UNKNOWN)].str[:10]
    outside = days[(days < str(wave.first_day)) | (days > str(wave.last_day))]
    if len(outside):
        problems.add(
            export.path,
            f"{len(outside)} van de {len(days)} antwoorden zijn ingediend buiten de periode "
            f"{wave.first_day} tot en met {wave.last_day} (van {min(outside)} tot {max(outside)})",
            "kijk field_period na in config.yaml; klopt die, dan hoeft er niets",
            column="submitdate",
        )


def check_providers(found: Sorted, wave: Wave, study_folder: Path, problems: ProblemList) -> None:
    """Provider codes that neither the frame nor a correction knows, and submitted answers without.

    Where no column has the provider yet, those of the column that half of its values say it is.
    """
    faults = ProblemList()
    frame = read_frame(wave.frame, faults)
    corrections = wave.corrections
    corrected = read_corrections(corrections, frame, faults) if corrections else {}
    if faults:
        # named by the check of the whole wave
        return
    for group, files in found.groups.items():
        column, codes = _provider_codes(files, mapping_path(study_folder, wave.id, group), frame)
        unknown = unknown_codes(pd.DataFrame({"provider_code": codes}), frame, corrected)
        if len(unknown):
            told = ", ".join(
                f"'{one.value[:40]}' ({one.count} keer)" for one in unknown.itertuples()
            )
            problems.add(
                files.export.path,
                f"niet in het kader: aanbieder {told}",
                "herkent u ze, zet dan de code met provider_id en reden in een correctiebestand "
                "(corrections in config.yaml) of vul het kader aan; anders hoeft er niets: deze "
                "antwoorden tellen niet mee",
                column=column,
                expected=f"een provider_id van {wave.frame}",
            )
        submitted = files.export.cells["submitdate"].fillna("").ne("")
        empty = int((submitted & codes.str.strip().eq("")).sum())
        if column and empty:
            problems.add(
                files.export.path,
                f"{empty} antwoorden zonder aanbieder"
                if empty > 1
                else "1 antwoord zonder aanbieder",
                "er hoeft niets: ze tellen niet mee",
                column=column,
            )


def _provider_codes(files: GroupFiles, mapping: Path, frame: pd.DataFrame) -> tuple[str, pd.Series]:
    """The column or the participants' attribute with the provider ("" for none), and its codes."""
    cells = files.export.cells
    table = read_csv(mapping, MAPPING_COLUMNS, ProblemList())
    said = table.loc[table["item"].eq(PROVIDER), "column"]
    for column in said if len(said) else table.loc[table["item"].eq(""), "column"].unique():
        codes = cells[column].fillna("") if column in cells else pd.Series(dtype=str)
        known = find_providers(codes[codes.ne("")], frame, {}).ne("")
        if len(said) or known.mean() >= HALF:
            return column, codes
    nothing = "", pd.Series("", index=cells.index)
    if files.participants is None or "token" not in cells:
        return nothing
    try:
        people = read_participants(files.participants, structure=files.structure)
    except InputProblems:
        return nothing
    codes = cells["token"].map(people.set_index("token")[files.attribute]).fillna("")
    return f"{files.attribute} van {files.participants.name}", codes
