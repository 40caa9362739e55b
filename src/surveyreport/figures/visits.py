"""Kind visits: a dot per visit, filled where the theme came up; heads counted, no percentages."""

from __future__ import annotations

import pandas as pd

from surveyreport.figures.page import PAD, Page
from surveyreport.numbers.visits import ALL

STEP = 3.6
# in a dot too, as two of the colours look alike in print without colour: helps, holds back, both
SIGNS = ("+", "−", "±", "")


def draw(page: Page, numbers: pd.DataFrame) -> None:
    theme = page.theme
    guide = page.study.visits
    colours = dict(zip(guide.directions, _colours(page), strict=True))
    signs = dict(zip(guide.directions, SIGNS, strict=True))
    themes = list(numbers.groupby("theme", sort=False))
    left = page.label_column([rows["text"].iloc[0] for _, rows in themes]) + 2
    muted, ink = theme.colour("muted"), theme.colour("ink")
    for _, rows in themes:
        needed = page.row_label(
            rows["text"].iloc[0], left - 2, left - 2, page.y, theme.space["bar"]
        )
        middle = page.y + needed / 2
        counts = rows.set_index("direction")
        total, of = counts.loc[ALL, "visits"], int(counts.loc[ALL, "of"])
        names = [name for name in guide.directions for _ in range(_count(counts, name))]
        fills = [colours[name] for name in names]
        if pd.notna(total) and not fills:
            fills = [theme.colour("dont_know")] * int(total)
        for place in range(of):
            filled = place < len(fills)
            fill = fills[place] if filled else theme.colour("paper")
            page.canvas.dot(
                left + PAD + (place + 0.5) * STEP, middle, fill, ink if filled else muted
            )
            if place < len(names) and (sign := signs[names[place]]):
                on = ink if fill == theme.colour("middle") else theme.colour("paper")
                page.centred(left + PAD + (place + 0.5) * STEP, middle, sign, on, face="bold",
                             size=theme.small)  # fmt: skip
        said = (
            page.word("visits_few", few=guide.few)
            if pd.isna(total)
            else page.word("visits_of", visits=int(total), of=of)
        )
        page.centred(left + 2 * PAD + of * STEP + 1, middle, said, ink, ha="left", face="bold")
        page.skip(needed + theme.space["gap"])
    page.skip(theme.space["gap"])
    drawn = [
        name
        for name in guide.directions
        if numbers.loc[numbers["direction"].eq(name), "visits"].gt(0).any()
    ]
    told = {name: f"{signs[name]} {guide.directions[name]}".strip() for name in drawn}
    page.legend([(told[name], colours[name], "rects") for name in drawn], left)
    conversation = page.figure.spec.get("conversation", "")
    spoken = guide.conversations.get(conversation, page.word("visits_every"))
    page.foot(page.word("source_visits", conversations=spoken.lower(), wave=page.wave_label))


def _count(counts: pd.DataFrame, name: str) -> int:
    value = counts["visits"].get(name)
    return 0 if value is None or pd.isna(value) else int(value)


def _colours(page: Page) -> list[str]:
    """Helps, holds back, both, without direction."""
    colours = page.theme.colours
    names = ("favourable", "unfavourable")
    return [*(colours[name][0] for name in names), colours["middle"], colours["dont_know"]]
