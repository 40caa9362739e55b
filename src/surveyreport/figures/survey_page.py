"""What figures on the survey share: bases, source line, stacked bars."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from surveyreport.estimates.kinds import PROTECTS, UNWEIGHTED
from surveyreport.figures.page import Page
from surveyreport.figures.ruler import NO_BREAK
from surveyreport.files.dutch import decimal, listed, percent
from surveyreport.study.model import Figure, Study


def base_text(page: Page, numbers: pd.DataFrame) -> str:
    """The base, or the smallest and largest one: 66, or 240 tot 244."""
    bases = sorted({int(base) for base in numbers["base"].dropna()})
    ends = dict.fromkeys([bases[0], bases[-1]])
    return f" {page.word('to')} ".join(map(str, ends))


def group_label(page: Page, group: str, numbers: pd.DataFrame) -> str:
    label = page.study.groups[group].label
    return page.word("row_label", label=label, n=base_text(page, numbers))


def bar_label(page: Page, rows: pd.DataFrame) -> str:
    """The group of these rows and its base; of parted results the part, and the group where the
    figure has several."""
    if not page.by or page.figure is None:
        return group_label(page, rows["group"].iloc[0], rows)
    label, base = rows["part"].iloc[0], base_text(page, rows)
    groups = {item.group for item in page.study.figure_items(page.figure)}
    if len(groups) > 1:
        group = page.study.groups[rows["group"].iloc[0]].label
        return page.word("row_label_part", group=group, part=label, n=base)
    return page.word("row_label", label=label, n=base)


def blocks_of(page: Page, numbers: pd.DataFrame) -> Iterator[tuple[bool, pd.DataFrame]]:
    """The rows of one group (and part) on a statement, in order, and whether to repeat its text;
    skips the space between blocks."""
    keys = ["statement", "group", *(["level"] if page.by else [])]
    before = None
    for (statement, *_), block in numbers.groupby(keys, sort=False):
        if before is not None and (page.by or statement > numbers["statement"].iloc[0]):
            page.skip(page.theme.space["block"])
        yield not page.by or statement != before, block
        before = statement


def source_line(page: Page, numbers: pd.DataFrame) -> str:
    """The questionnaires, the wave and the base of each group, of all parts together."""
    if page.by:
        keys = ["group", "item", "category"]
        numbers = numbers.groupby(keys, sort=False)["base"].sum().reset_index()
    groups = [page.study.groups[group] for group in page.study.groups]
    shown = [group for group in groups if (numbers["group"] == group.id).any()]
    bases = [
        page.word(
            "source_base",
            n=base_text(page, numbers[numbers["group"] == group.id]),
            members=group.members,
        ).replace(" ", NO_BREAK)
        for group in shown
    ]
    conjunction = page.word("and")
    line = page.word(
        "source",
        sources=listed([group.source for group in shown], conjunction),
        wave=page.wave_label,
        bases=listed(bases, conjunction),
    )
    return line.replace("n = ", f"n{NO_BREAK}={NO_BREAK}")


def base_line(page: Page, key: str, numbers: pd.DataFrame) -> str:
    """Who is in 100 %, and which non-substantive answers count in it."""
    outside = numbers[numbers["kind"].isin(["dont_know", "not_applicable"])]
    quoted = [page.word("quoted", text=text) for text in outside["category"].unique()]
    levels = listed(quoted, page.word("or"))
    return page.word(key, included=page.word("base_included", levels=levels) if quoted else "")


def labels_line(page: Page) -> str:
    """What the numbers in stacked bars are, and from where on a part has one."""
    limit = page.word("percent", value=page.theme.label_from)
    return page.word("unlabelled", percent=limit)


def interval_line(page: Page) -> str:
    """What the numbers beside bars are, and the lines over these."""
    level = decimal(page.confidence_level * 100)
    return f"{page.word('percentages')} {page.word('interval', level=level)}"


def share_absent(page: Page, rows: pd.DataFrame, left: float, middle: float) -> bool:
    """Whether a bar has no share to draw; if so, says why in its place."""
    if rows["share"].notna().all():
        return False
    reason = "no_answers" if (rows["base"] == 0).any() else "suppressed"
    if "reason" in rows and rows["reason"].eq(PROTECTS).all():
        reason = "suppressed_too"
    page.centred(left + 1, middle, page.word(reason), page.theme.colour("muted"), ha="left")
    return True


def stacked_bar(
    page: Page,
    rows: pd.DataFrame,
    fills: dict[str, tuple[str, str]],
    middle: float,
    left: float,
    right: float,
) -> None:
    """A 100 % bar of the categories of `rows`, percentages in it where there is room.

    fills: colour and layer (rects or hatched) of each category.
    """
    if share_absent(page, rows, left, middle):
        return
    theme, height = page.theme, page.theme.space["bar"]
    top, x = middle - height / 2, left
    for category, share in zip(rows["category"], rows["share"], strict=True):
        fill, layer = fills[category]
        width = share * (right - left)
        if width > 0:
            page.area(x, top, width, height, fill, layer)
        value = percent(share)
        if value >= theme.label_from:
            if layer == "hatched":
                page.patch(x + width / 2, middle, str(value), fill)
            page.centred(x + width / 2, middle, str(value), theme.ink_on(fill))
        x += width


def base_notes(study: Study, numbers: pd.DataFrame, figure: Figure) -> list[str]:
    """What a reader must know of the bases of these numbers: one large provider, weights, answers
    that are not coded yet."""
    words, notes = study.texts["figures"], []
    large = numbers["one_provider"].eq(True) if "one_provider" in numbers else []
    if any(large):
        held = numbers[large & (numbers["share"].notna() | (not figure.by))]
        labels = held["part"] if figure.by else [study.groups[one].label for one in held["group"]]
        if what := listed(list(dict.fromkeys(labels)), words["and"]):
            notes.append(words["one_provider"].format(what=what))
    if UNWEIGHTED in numbers and numbers[UNWEIGHTED].notna().any():
        notes.append(words["weighted"])
    if "written" in numbers:
        for group, rows in numbers.groupby("group", sort=False):
            coded, written = rows["base"].min(), rows["written"].max()
            # what is too rare to show has no numbers
            if pd.notna(written) and pd.notna(coded) and written > coded:
                of = study.groups[str(group)].members
                notes.append(
                    words["half_coded"].format(coded=int(coded), written=int(written), members=of)
                )
    return notes
