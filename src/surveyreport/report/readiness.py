"""Whether a report may leave the house: what its chapters claim and what its summary leaves out."""

from __future__ import annotations

from pathlib import Path

from surveyreport.files.csvfile import read_csv
from surveyreport.files.problems import ProblemList

CLAIMS, LEFT_OUT = "claims.csv", "left_out.csv"
CLAIM_COLUMNS = ("chapter", "line", "kind", "text", "binding", "value", "holds", "proposal",
                 "sentence")  # fmt: skip
LEFT_OUT_COLUMNS = ("what", "kind", "value", "text", "named", "answer")
UNTRUE = "nee"


def check_report(folder: Path, problems: ProblemList) -> None:
    """Add a problem for every untrue claim and every unanswered standout of results/<wave>.

    folder: holds claims.csv and left_out.csv beside its report; a wave whose report is generated
    has them too, without rows. A folder without a report has nothing to be true.
    """
    if not any((folder / f"report.{kind}").is_file() for kind in ("pdf", "html", "docx")):
        return
    claims = read_csv(folder / CLAIMS, CLAIM_COLUMNS, problems)
    for row in claims[claims["holds"].eq(UNTRUE)].to_dict("records"):
        problems.add(
            f"study/report/{row['chapter']}.md",
            f"'{row['text'] or row['binding']}' in: {row['sentence']}",
            f"wel juist: {row['proposal']}" if row["proposal"] else "herschrijf de zin",
            row=int(row["line"]),
            expected=f"wat {row['binding']} vandaag zegt",
        )
    missing = read_csv(folder / LEFT_OUT, LEFT_OUT_COLUMNS, problems)
    for row in missing[missing["answer"].eq("")].to_dict("records"):
        problems.add(
            "study/report.yaml",
            f"{row['kind']} '{row['what']}' staat niet in de samenvatting ({row['text']})",
            "noem het in de samenvatting, of zet het onder left_out met een reden",
            column="left_out",
        )
