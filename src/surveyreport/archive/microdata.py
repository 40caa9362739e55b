"""Write the public answers of a group as CSV and as SPSS .sav, the same bytes each time."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyreadstat

from surveyreport.archive.codes import MISSING_CODES, answer_labels
from surveyreport.archive.public_answers import NUMBER, PROVIDER_NUMBER, PublicAnswers
from surveyreport.files.csvfile import write_csv
from surveyreport.files.whole import whole
from surveyreport.study.model import Item

# The header of a .sav holds the day (9 bytes) and time (8 bytes) of writing from here on
SAV_MOMENT = 92
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
LABEL_BYTES = 255
FILE_LABEL_BYTES = 64
# a note line of a .sav holds 80 bytes
NOTE_WIDTH = 60


@dataclass(frozen=True)
class Column:
    """One column of the microdata as a reader needs it.

    item: None for a number that is no answer. values: code -> label; missing: code -> label of the
    kinds of missing. type: nominal, ordinal or scale.
    """

    name: str
    label: str
    type: str
    values: dict[int, str]
    missing: dict[int, str]
    item: Item | None = None


def columns_of(public: PublicAnswers, words: dict) -> list[Column]:
    """The columns of `public.table` in order. words: the texts under `codebook`."""
    columns = [Column(NUMBER, words["number"], "scale", {}, {})]
    if public.has_providers:
        columns.append(Column(PROVIDER_NUMBER, words["provider_number"], "nominal", {}, {}))
    missing = {code: words["missing"][kind] for kind, code in MISSING_CODES.items()}
    for item in public.items:
        label = f"{item.stem} {item.text}" if item.stem else item.text
        kind = item.scale.type if item.scale else "nominal"
        columns.append(Column(item.id, label, kind, answer_labels(item, words), missing, item))
    return columns


def write_microdata(
    public: PublicAnswers,
    columns: list[Column],
    folder: Path,
    title: str,
    notes: str,
    day: date,
) -> None:
    """Write <group>.csv (codes) and <group>.sav (codes, labels, user-missing values) in `folder`.

    title, notes: what the .sav says of itself. day: stands in its header instead of the clock.
    """
    write_csv(public.table, folder / f"{public.group}.csv")
    answers = [column for column in columns if column.item]
    lowest, highest = min(MISSING_CODES.values()), max(MISSING_CODES.values())
    with whole(folder / f"{public.group}.sav") as sav:
        pyreadstat.write_sav(
            public.table.astype(float),
            str(sav),
            file_label=_shortened(title, FILE_LABEL_BYTES),
            note=textwrap.wrap(notes, NOTE_WIDTH),
            column_labels={column.name: _shortened(column.label) for column in columns},
            variable_value_labels={
                column.name: {
                    code: _shortened(label)
                    for code, label in (column.values | column.missing).items()
                }
                for column in answers
            },
            missing_ranges={column.name: [{"lo": lowest, "hi": highest}] for column in answers},
            variable_measure={column.name: column.type for column in columns},
            variable_format={column.name: "F8.0" for column in columns},
        )
        moment = f"{day.day:02d} {MONTHS[day.month - 1]} {day.year % 100:02d}00:00:00".encode()
        with sav.open("r+b") as file:
            file.seek(SAV_MOMENT)
            file.write(moment)


def _shortened(text: str, most: int = LABEL_BYTES) -> str:
    """At most `most` bytes of UTF-8, cut between words."""
    if len(text.encode()) <= most:
        return text
    words = text.encode()[: most - len("…".encode())].decode(errors="ignore")
    return words.rsplit(" ", 1)[0] + "…"
