"""Undo LimeSurvey's conversion of Y and N to words of one's choice.

It rewrites tick boxes, yes/no questions, and the texts of 'other' and the comments at tick boxes:
what was left empty becomes the word for no, in some versions what was never shown too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from surveyreport.sources.limesurvey.recoded import NO, YES
from surveyreport.sources.limesurvey.survey import BOX_TYPES, Column
from surveyreport.sources.limesurvey.table import refusal

YES_WORDS = YES | {"1", "y", "j", "true", "waar", "x", "wel"}
NO_WORDS = NO | {"0", "2", "n", "false", "onwaar", "niet", "-"}
NOT_REACHED = {"", "-1"}
WITHOUT = "exporteer zonder omzetting van Y en N"
NAMED = "Keuzevakjes waren omgezet ({yes} = ja; {no} = nee)"
BOXES_LOST = (
    NAMED + ": een vakje dat nooit getoond werd, staat er als niet aangevinkt, en een eigen tekst"
    " bij 'andere' die gelijk is aan een omgezet woord, is niet terug te halen."
)
TEXTS_LOST = (
    "Wie bij 'andere' of in de toelichting van een vakje niets schreef, kreeg van de omzetting "
    "'{no}': zo'n tekst telt als leeg."
)
UNANSWERED_LOST = (
    "N was omgezet: wie een ja-neevraag openliet, staat er als nee ({columns}); die vragen zijn zo "
    "niet te tellen."
)


@dataclass(frozen=True)
class Converted:
    """cells: as stored. losses: Dutch sentences. unsure: columns whose 'no' may be unanswered."""

    cells: pd.DataFrame
    losses: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()


def undo_conversion(
    path: Path,
    cells: pd.DataFrame,
    columns: Mapping[str, Column],
    *,
    long: bool = False,
    dialect: str = "csv",
) -> Converted:
    """Tick boxes back to Y and "", yes/no to Y and N, converted empty texts back to "".

    columns: those of the structure in the file. long: the answers were long and are codes by now,
    so that only the texts at tick boxes are converted. Raises InputProblems when the words do not
    tell which of them is no.
    """
    if long:
        return _texts_emptied(path, cells, columns)
    boxes = [code for code, column in columns.items() if column.is_box]
    yes_no = [code for code, column in columns.items() if column.question.type == "Y"]
    texts = [code for code, c in columns.items() if c.question.type in BOX_TYPES and not c.is_box]
    chosen = _values(cells, yes_no)
    together = [*boxes, *yes_no] if not chosen <= {"Y", "N"} else boxes
    yes, no = _words(path, cells, together, _values(cells, boxes))
    if (yes, no) == ("Y", None) and dialect != "sav":
        return Converted(cells)
    empty = {} if no is None else {no: ""}
    made = cells.assign(**{code: cells[code].replace({yes: "Y"} | empty) for code in boxes})
    made = made.assign(**{code: cells[code].replace(empty) for code in texts})
    if yes_no and together != boxes:
        answers = {yes: "Y"} | ({} if no is None else {no: "N"})
        made = made.assign(**{code: cells[code].replace(answers) for code in yes_no})
    _refuse_ticks_never_reached(path, made, boxes)
    losses = []
    if boxes and (yes, no) != ("Y", None):
        losses.append(BOXES_LOST.format(yes=yes, no="leeg" if no is None else no))
    unsure: tuple[str, ...] = ()
    if no is not None or dialect == "sav":
        unsure = tuple(c for c in yes_no if _may_be_unanswered(cells, made[c], columns[c]))
    if unsure:
        losses.append(UNANSWERED_LOST.format(columns=", ".join(unsure)))
    return Converted(made, tuple(losses), unsure)


def _words(
    path: Path, cells: pd.DataFrame, codes: list[str], ticked: set[str]
) -> tuple[str, str | None]:
    """The words for yes and no in these columns; no is None when it was not converted.

    ticked: the words in the tick boxes, where N is never stored.
    """
    found = _values(cells, codes)
    usual = {word for word in found if word.casefold() in NO_WORDS}
    if "Y" in ticked and not usual & ticked:
        return "Y", None
    unreached = _values(cells[_not_reached(cells)], codes)
    if len(unreached) == 1 and len(found) == 2:
        (no,) = unreached
        # the usual words the wrong way round are told later, with their row
        if no.casefold() not in YES_WORDS:
            return (found - {no}).pop(), no
    yes_words = found - usual
    if len(usual) <= 1 and len(yes_words) <= 1:
        yes, usual_no = next(iter(yes_words), "Y"), next(iter(usual), None)
        if usual_no is not None or yes.casefold() in YES_WORDS:
            return yes, None if usual_no == "N" and "N" not in ticked else usual_no
    listed = ", ".join(f"'{word[:20]}'" for word in sorted(found)[:6])
    raise refusal(
        path,
        f"in de vakjes en ja-neevragen staat {listed}: welk woord ja is en welk nee, valt niet te "
        "zeggen",
        WITHOUT,
        column=next(code for code in codes if _values(cells, [code])),
    )


def _texts_emptied(path: Path, cells: pd.DataFrame, columns: Mapping[str, Column]) -> Converted:
    """Long answers: the word that conversion put into every empty text at tick boxes, away."""
    texts = [code for code, c in columns.items() if c.question.type in BOX_TYPES and not c.is_box]
    word = _empty_word(path, cells, texts, columns)
    filled = [code for code in texts if word is not None and cells[code].eq(word).any()]
    if not filled:
        return Converted(cells)
    made = cells.assign(**{code: cells[code].replace({word: ""}) for code in filled})
    return Converted(made, (TEXTS_LOST.format(no=word),))


def _empty_word(
    path: Path, cells: pd.DataFrame, texts: list[str], columns: Mapping[str, Column]
) -> str | None:
    """The word that stands in every empty text at tick boxes of long answers; None without one.

    It is there when nobody to whom the boxes were shown left a text empty.
    """
    shown = {code: _shown(cells, columns[code], columns) for code in texts}
    asked = {code: cells.loc[rows, code].fillna("") for code, rows in shown.items() if rows.any()}
    if not asked or any(values.eq("").any() for values in asked.values()):
        return None
    counts = [Counter(values) for values in asked.values()]
    common = set.intersection(*map(set, counts))
    usual = [word for word in common if word.casefold() in NO_WORDS]
    if len(usual) == 1:
        return usual[0]
    most = {count.most_common(1)[0] for count in counts}
    words = {word for word, _ in most}
    if len(words) == 1 and min(number for _, number in most) > 1 and not usual:
        return words.pop()
    code = next(iter(asked))
    raise refusal(
        path,
        "geen enkele eigen tekst bij de vakjes is leeg: of dat het woord van een omzetting is, "
        "valt niet te zeggen",
        WITHOUT,
        column=code,
    )


def _shown(cells: pd.DataFrame, column: Column, columns: Mapping[str, Column]) -> pd.Series:
    """Rows to which the boxes of the question were shown, as far as the file tells."""
    boxes = [
        code for code, one in columns.items() if one.question is column.question and one.is_box
    ]
    # what was never shown is N/A in some versions, and No in others
    return cells[boxes].ne("N/A").any(axis=1) if boxes else pd.Series(True, index=cells.index)


def _may_be_unanswered(cells: pd.DataFrame, answers: pd.Series, column: Column) -> bool:
    """Whether a converted no can be a question left open: not when a submitted answer to a
    question that everybody got was left empty in the file."""
    if not answers.eq("N").any():
        return False
    if "submitdate" in cells and column.question.relevance == "1":
        open_ones = cells["submitdate"].fillna("").ne("") & cells[column.code].fillna("").eq("")
        return not open_ones.any()
    return True


def _values(cells: pd.DataFrame, codes: Iterable[str]) -> set[str]:
    """Distinct non-empty cells of some columns."""
    return set().union(*(set(cells[code].dropna().unique()) for code in codes)) - {""}


def _not_reached(cells: pd.DataFrame) -> pd.Series:
    """Who never saw a page: not submitted, and no page sent."""
    if "lastpage" not in cells:
        return pd.Series(False, index=cells.index)
    submitted = cells.get("submitdate", pd.Series("", cells.index)).fillna("")
    return cells["lastpage"].fillna("").isin(NOT_REACHED) & submitted.eq("")


def _refuse_ticks_never_reached(path: Path, cells: pd.DataFrame, boxes: list[str]) -> None:
    """Yes and no were swapped when people who saw no page have ticks everywhere."""
    rows = _not_reached(cells)
    if rows.any() and boxes and cells.loc[rows, sorted(boxes)].eq("Y").all(axis=None):
        raise refusal(
            path,
            "keuzevakjes aangevinkt bij wie geen pagina zag: ja en nee zijn verwisseld",
            WITHOUT,
            row=int(cells.index[rows][0]),
        )
