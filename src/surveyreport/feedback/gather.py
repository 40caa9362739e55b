"""The sources of the reports, from the files of a wave."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd

from surveyreport.feedback.positions import positions, power, reliability, spread, theme_rows
from surveyreport.feedback.settings import Settings
from surveyreport.feedback.sources import Earlier, Sources
from surveyreport.files.problems import ProblemList
from surveyreport.protection.settings import Protection
from surveyreport.responses.response_table import ALL
from surveyreport.sources.frame import names_of, read_frame
from surveyreport.sources.registers import read_visited
from surveyreport.study.model import Study
from surveyreport.study.wave_entry import Wave

REFERENCE_DATE = "visited"
# the power and reliability printed: of a difference this large, for providers of these sizes
DIFFERENCE, SIZES = 0.20, (12, 30)


def gather(
    wave: Wave,
    study: Study,
    settings: Settings,
    rules: Protection,
    printed: pd.DataFrame,
    respondents: pd.DataFrame,
    estimates: pd.DataFrame,
    response_table: pd.DataFrame,
    earlier: Earlier | None = None,
) -> Sources:
    """Sources of one wave.

    study: as this wave asked it. printed, respondents: of every provider; estimates,
    response_table: the public tables. Raises InputProblems when the frame or the enrolments cannot
    be read.
    """
    problems = ProblemList()
    frame = read_frame(wave.frame, problems)
    enrolment = _enrolment(wave.registers.get("visited"), study, problems)
    problems.raise_if_any()
    everyone = response_table[response_table["provider_type"] == ALL]
    numbers = everyone.set_index(["group", "statistic"])["value"]
    rows = theme_rows(printed, estimates, study, themes_of(settings))
    spreads = {group: spread(mine) for group, mine in rows.groupby("group", sort=False)}
    return Sources(
        study=study,
        settings=settings,
        rules=rules,
        wave=wave.label,
        first_day=wave.first_day,
        last_day=wave.last_day,
        synthetic=wave.synthetic,
        names=names_of(frame),
        types=dict(zip(frame["provider_id"], frame["type"], strict=True)),
        printed=printed,
        respondents=respondents,
        positions=positions(rows),
        alike={group: one.alike for group, one in spreads.items()},
        powers=_over_themes(
            rows,
            lambda size, typical, group, themes: power(
                DIFFERENCE, size, typical, spreads[group], themes
            ),
        ),
        reliabilities=_over_themes(
            rows, lambda size, typical, group, _: reliability(size, typical, spreads[group])
        ),
        estimates=estimates,
        participation={
            "invited": int(numbers[ALL, "invited"]),
            "participating": int(numbers[ALL, "providers"]),
            **{g: int(numbers[g, "respondents"]) for g in study.groups if (g, "rows") in numbers},
        },
        enrolment=enrolment,
        earlier=earlier,
    )


def themes_of(settings: Settings) -> dict[str, dict[str, tuple[str, ...]]]:
    """theme -> group -> items."""
    return {theme.id: theme.items for theme in settings.themes}


def earlier_of(
    label: str, printed: pd.DataFrame, estimates: pd.DataFrame, then: Study, now: Study,
    settings: Settings, breaks: set[str],
) -> Earlier:  # fmt: skip
    """What an earlier wave printed of the themes both waves asked with the same questions, none
    of them in `breaks`: items that people decided are not comparable."""
    rows = theme_rows(printed, estimates, then, themes_of(settings))
    same = {
        (theme, group)
        for theme, groups in themes_of(settings).items()
        for group, items in groups.items()
        if [i for i in items if i in then.items] == [i for i in items if i in now.items]
        and not breaks & set(items)
    }
    keys = list(zip(rows["theme"], rows["group"], strict=True))
    return Earlier(label, rows[[key in same for key in keys]])


def _over_themes(
    rows: pd.DataFrame, of: Callable[[int, pd.Series, str, int], float]
) -> dict[int, float]:
    """Per size of SIZES the mean over the themes of all groups of what `of` gives for size, typical
    row, group and themes in a report; the noise as it is for the printed themes nearest to that
    size."""
    found = {}
    themes = int(rows.groupby("provider_id").size().median()) if len(rows) else 0
    for size in SIZES:
        values = []
        for (group, _), mine in rows.groupby(["group", "theme"], sort=False):
            near = mine.iloc[(mine["people"] - size).abs().argmin()]
            noise = near["noise"] * (near["people"] / size) ** 2
            typical = pd.Series({"public": near["public"], "noise": noise})
            values.append(of(size, typical, str(group), themes))
        if values:
            found[size] = sum(values) / len(values)
    return found


def _enrolment(path: Path | None, study: Study, problems: ProblemList) -> pd.DataFrame:
    """provider_id, date, pupils on the reference date, of the providers whose numbers are known."""
    columns = ["provider_id", "date", "pupils"]
    if path is None:
        return pd.DataFrame(columns=columns)
    table = read_visited(path, study.registers, problems)
    table = table[table["register"] == REFERENCE_DATE].rename(columns={"count": "pupils"})
    return table.groupby(["provider_id", "date"])["pupils"].sum().reset_index()[columns]
