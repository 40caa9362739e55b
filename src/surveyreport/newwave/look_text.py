"""What `make look` saw, in Dutch sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from surveyreport.files.problems import InputProblems, visible

if TYPE_CHECKING:
    from surveyreport.newwave.look_file import Look

KINDS = {
    "export": "een export van LimeSurvey",
    "structure": "een vragenlijst van LimeSurvey (structuur), zonder antwoorden",
    "syntax": "syntaxis die bij een gegevensbestand van SPSS of R hoort",
    "participants": "een deelnemerslijst van LimeSurvey",
    "register": "officiële tellingen",
    "visited": "tellingen bij de bezochte aanbieders",
    "frame": "de lijst van de aangeschreven aanbieders",
    "corrections": "verbeterde aanbiedercodes",
    "unknown": "niet te lezen",
}
REGISTERS = {"pupils": "leerlingen", "schools": "scholen"}
ROWS = {
    "responses": "antwoorden",
    "submitted": "verzonden",
    "not_submitted": "niet verzonden",
    "submitted_on_unknown_day": "verzonden op een onbekende dag",
    "questions": "vragen",
    "columns": "kolommen met antwoorden",
    "participants": "deelnemers",
    "tokens": "met een toegangscode",
    "counts": "tellingen",
    "providers": "aanbieders",
    "corrections": "verbeteringen",
}
COLUMNS = {
    "known": "Kolommen die de studie kent",
    "ignored": "Kolommen die niet meetellen",
    "unknown": "Onbekende kolommen",
    "missing": "Kolommen die ontbreken",
}
SHOWN = 40


def as_text(look: Look) -> str:
    """The lines for people."""
    kind = KINDS[look.kind]
    if look.register:
        kind += f": {REGISTERS[look.register]}"
    if look.dialect:
        kind += f", vorm {look.dialect}"
    lines = [f"{look.file}: {kind}"]
    if look.limesurvey:
        lines.append(f"LimeSurvey: {look.limesurvey}")
    if look.wave:
        lines.append(f"In config.yaml bij golf {look.wave}")
    if look.kind in ("export", "structure"):
        lines.append(f"Groep: {look.group or 'geen enkele: te weinig vragen zijn bekend'}")
    if look.rows:
        rows = [f"{count} {ROWS.get(name, name)}" for name, count in look.rows.items()]
        lines.append(", ".join(rows))
    for name, columns in look.columns.items():
        if columns:
            more = f" en nog {len(columns) - SHOWN}" if len(columns) > SHOWN else ""
            lines.append(f"{COLUMNS[name]} ({len(columns)}): {', '.join(columns[:SHOWN])}{more}")
    if look.losses:
        lines.append("Wat deze vorm niet bewaart:")
        lines += [f"- {loss}" for loss in look.losses]
    lines += [f"Opmerking: {remark}" for remark in look.remarks]
    if look.told:
        lines += ["", look.told]
    if look.problems:
        lines += ["", str(InputProblems(look.problems))]
    return visible("\n".join(lines))
