"""What the workbook holds: the sheets, from the tables of a wave and the study."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd

from surveyreport.estimates.kinds import UNWEIGHTED, VALUES
from surveyreport.files.dutch import listed
from surveyreport.protection.precision import DECIMALS, OF_THESE, OVER_PROVIDERS, WEIGHTED
from surveyreport.responses.response_table import ALL, EXCLUDED
from surveyreport.study.model import Figure, Study
from surveyreport.study.subgroups import label_of, levels_of
from surveyreport.workbook.sheet import TAB_LENGTH, Sheet

REGISTER_KINDS = ("table", "counts")
EVIDENCE = ("factors", "agreement", "side_by_side")
VISIT_COLUMNS = ["figure", "text", "category", "visits", "of"]
REGISTER_COLUMNS = ["figure", "unit", "provider_type", "grade", "date", "programme", "count"]
SECTION_COLUMNS = ["figure", "statement", "stem", "text", "group", "part", "category",
                   "answer_kind", "n", "base", "share", UNWEIGHTED,
                   "ci_low", "ci_high"]  # fmt: skip

# One provider can be (most of) a type: of a type no counts of people
OF_TYPES = ("invited", "providers")


class Content:
    """The sheets of one wave.

    tables: the tables of results/<wave>/ by name: estimates, register, response and, where they
    are, verdicts, comparisons and published_check. figures: those the wave draws; numbers: the
    table behind each, by name. families: titles of the families of comparisons, by id.
    """

    def __init__(
        self,
        study: Study,
        figures: list[Figure],
        numbers: dict[str, pd.DataFrame],
        tables: dict[str, pd.DataFrame],
        families: dict[str, str],
    ):
        self.study, self.figures = study, figures
        self.numbers = {name: table.round(DECIMALS) for name, table in numbers.items()}
        rounded = ("estimates", "verdicts", "comparisons", "several", *EVIDENCE)
        self.tables = tables | {
            name: tables[name].round(DECIMALS) for name in rounded if name in tables
        }
        self.weighted = UNWEIGHTED in tables["estimates"]
        if self.weighted:
            for name in ("estimates", "verdicts"):
                if name in self.tables:
                    self.tables[name] = self.tables[name].round(WEIGHTED)
        if "comparisons" in self.tables:
            table = self.tables["comparisons"]
            for estimand, places in OVER_PROVIDERS.items():
                rows = table["estimand"] == estimand
                table.loc[rows, OF_THESE] = table.loc[rows, OF_THESE].round(places)
        self.words: dict[str, Any] = study.texts["workbook"]
        # a reader knows a comparison by its theme, and its family by a title
        compared = self.tables.get("verdicts", pd.DataFrame(columns=["comparison", "theme"]))
        themes = dict(zip(compared["comparison"], compared["theme"], strict=True))
        self.labels = _labels(study) | {"family": families, "comparison": themes}
        self.values = frozenset(self.words["words"][kind] for kind in VALUES)

    def sheets(self) -> list[Sheet]:
        """The sheets with numbers, in order; a table without rows has none."""
        by_section = [
            (section, self._section(section.title, section.id, figures))
            for section in self.study.sections
            if (figures := [f for f in self.figures if f.section == section.id])
        ]
        sections = [sheet for _, sheets in by_section for sheet in sheets]
        fixed = [
            self._fixed("estimates", self._estimates()),
            *(self._fixed(name, self._table(name)) for name in ("verdicts", "comparisons")),
            self._fixed("several", self._several()),
            self._fixed("response", self._response()),
            self._fixed("register", self._table("register")),
            *(self._fixed(name, self._evidence(name)) for name in EVIDENCE),
            self._fixed("published_check", self._published()),
        ]
        numbers = [sheet for sheet in (*sections, *fixed) if len(sheet.table)]
        return [self._figure_list(sections), *numbers]

    def _fixed(self, name: str, table: pd.DataFrame) -> Sheet:
        words = self.words
        about = self._about(words["about"][name], name)
        return Sheet(name, words["tabs"][name], words["titles"][name], about, table,
                     values=self.values)  # fmt: skip

    def _about(self, text: str, name: str) -> str:
        """What a sheet is, and what of it is weighted."""
        told = self.words["about_weighted"].get(name) if self.weighted else None
        return f"{text} {told}" if told else text

    def _section(self, title: str, name: str, figures: list[Figure]) -> Iterator[Sheet]:
        kinds = {"section": [], "register": [], "schematic": [], "visits": []}
        for figure in figures:
            of_register = "register" if figure.kind in REGISTER_KINDS else "section"
            kinds[figure.kind if figure.kind in kinds else of_register].append(figure)
        several = sum(bool(members) for members in kinds.values()) > 1
        for kind, members in kinds.items():
            if not members:
                continue
            tab = f"{name} {self.words['parts'][kind]}" if several else name
            yield Sheet(
                f"deel_{name}_{kind}" if several else f"deel_{name}",
                tab.capitalize()[:TAB_LENGTH],
                self.words[f"{kind}_title"].format(title=title),
                self._about(self.words[f"{kind}_about"].format(figures=self._named(members)), kind),
                self._drawn(kind, members),
                values=self.values,
            )

    def _named(self, figures: list[Figure]) -> str:
        numbers = listed([str(figure.number) for figure in figures], self.words["and"])
        return f"{self.words['figure' if len(figures) == 1 else 'figures']} {numbers}"

    def _drawn(self, kind: str, figures: list[Figure]) -> pd.DataFrame:
        rows = pd.concat([self.numbers[figure.name] for figure in figures], ignore_index=True)
        if kind == "schematic":
            return rows.drop(columns="column").rename(columns={"note": "remark"})
        if kind == "visits":
            guide = self.study.visits
            words = guide.directions | {"alle": self.study.texts["figures"]["visits_any"]}
            return rows.assign(category=rows["direction"].map(words))[VISIT_COLUMNS]
        if kind == "register":
            return self._worded(rows.reindex(columns=REGISTER_COLUMNS))
        table = self._worded(rows.rename(columns={"kind": "answer_kind"}))
        return table[[name for name in SECTION_COLUMNS if name in table]]

    def _estimates(self) -> pd.DataFrame:
        table = self.tables["estimates"].rename(columns={"kind": "answer_kind"})
        items = self.study.items
        at = list(table).index("item") + 1
        table.insert(at, "stem", [items[item].stem or "" for item in table["item"]])
        table.insert(at + 1, "text", [items[item].text for item in table["item"]])
        table["figure"] = table["figure"].astype(object).map(_whole)
        return self._worded(table.drop(columns="wave"))

    def _table(self, name: str) -> pd.DataFrame:
        table = self.tables.get(name, pd.DataFrame(columns=["wave"])).drop(columns="wave")
        if name == "verdicts":
            table = self._robust(table).rename(columns={"kind": "family_kind"})
            table = table.drop(columns="comparison", errors="ignore")
            labels = self.study.texts["comparisons"]["labels"]
            groups = self.study.groups
            told = ("verdict", "report_verdict", "unweighted_verdict")
            for name in table.columns.intersection(told):
                table[name] = [
                    labels[verdict].format(a=groups[a].label, b=groups[b].label)
                    for verdict, a, b in table[[name, "group_a", "group_b"]].itertuples(index=False)
                ]
        return self._worded(table)

    def _several(self) -> pd.DataFrame:
        table = self._table("several").drop(columns="comparison", errors="ignore")
        words = self.words["words"]
        for name in ("line", "verdict"):
            if name in table:
                table[name] = table[name].map(words)
        if "by" in table:
            for by in table["by"].dropna().unique():
                own, labels = table["by"].eq(by), levels_of(self.study, by)
                for name in table.columns.intersection(["a", "b", "level"]):
                    table.loc[own, name] = table.loc[own, name].replace(labels)
                table.loc[own, "by"] = label_of(self.study, by)
        return table.rename(columns={"level": "part"})

    def _robust(self, table: pd.DataFrame) -> pd.DataFrame:
        """With in how many combinations of choices each verdict holds, where that is known."""
        if "robustness" not in self.tables:
            return table
        told = {
            row.comparison: self.study.texts["robustness"]["holds"].format(
                holds=row.held, all=row.combinations
            )
            for row in self.tables["robustness"].itertuples()
        }
        return table.assign(robust=table["comparison"].map(told))

    def _response(self) -> pd.DataFrame:
        table = self.tables["response"]
        told = (table["provider_type"] == ALL) | table["statistic"].isin(OF_TYPES)
        table = table[told].rename(columns={"statistic": "count_of", "provider_type": "frame_type"})
        return self._worded(table.drop(columns="wave"))

    def _evidence(self, name: str) -> pd.DataFrame:
        """Agreement, factors, or all sources side by side; empty for a wave without."""
        table = self.tables.get(name, pd.DataFrame())
        if "codebook" in table:
            books = self.study.codebooks
            codes = {(b.id, c.id): c.label for b in books.values() for c in b.codes}
            pairs = zip(table["codebook"], table["code"], strict=True)
            table = table.assign(
                codebook=table["codebook"].map({b.id: b.title for b in books.values()}),
                code=[codes.get(pair, pair[1]) for pair in pairs],
            ).drop(columns="label", errors="ignore")
        return table.rename(columns={"verdict": "agreed", "question": "research_question"})

    def _published(self) -> pd.DataFrame:
        table = self.tables.get("published_check", pd.DataFrame(columns=["agrees"]))
        return self._worded(table.rename(columns={"note": "remarks"}))

    def _worded(self, table: pd.DataFrame) -> pd.DataFrame:
        """Ids replaced by words, dates by days; a column without any value is left out."""
        table = table.dropna(axis="columns", how="all").copy()
        for name in table:
            if name == "date":
                table[name] = table[name].map(date.fromisoformat).astype(object)
            elif labels := self.labels.get(name):
                table[name] = [
                    value if pd.isna(value) else labels.get(str(value), value)
                    for value in table[name].astype(object)
                ]
        return table

    def _figure_list(self, sections: list[Sheet]) -> Sheet:
        titles = {section.id: section.title for section in self.study.sections}
        tabs = {
            int(number): sheet.tab
            for sheet in sections
            for number in sheet.table["figure"].unique()
        }
        rows = [
            (figure.number, figure.title, titles[figure.section], figure.notes or "",
             tabs[figure.number])
            for figure in self.figures
        ]  # fmt: skip
        columns = ["figure", "title", "section", "figure_note", "sheet"]
        words = self.words
        return Sheet(
            "figures",
            words["tabs"]["figures"],
            words["titles"]["figures"],
            words["about"]["figures"],
            pd.DataFrame(rows, columns=columns),
            links="sheet",
        )


def _whole(value: object) -> str:
    """Numbers of figures as they stand in estimates.csv, several with ";"."""
    if pd.isna(value):
        return ""
    return str(int(value)) if isinstance(value, float) else str(value).replace(";", ", ")


def _labels(study: Study) -> dict[str, dict[str, str]]:
    """Per column: id -> word."""
    texts = study.texts["workbook"]
    words = texts["words"] | {
        EXCLUDED + name: texts["excluded"].format(reason=reason)
        for name, reason in study.texts["publication"]["exclusion"].items()
    }
    groups = {group.id: group.label for group in study.groups.values()} | {"alle": words["alle"]}
    parts = {
        part: {name: entry["label"] for name, entry in study.registers[part].items()}
        for part in ("provider_types", "frame_types", "grades", "programmes")
    }
    labels = {
        **dict.fromkeys(["group", "group_a", "group_b", "a", "b"], groups),
        # visited providers have a type of the frame
        "provider_type": parts["frame_types"] | parts["provider_types"],
        "frame_type": parts["frame_types"] | {"alle": words["alle"]},
        "grade": parts["grades"],
        "programme": parts["programmes"],
        "within": texts["within"],
    }
    coded = ["category", "answer_kind", "family_kind", "reason", "wording", "estimand", "test",
             "register", "count_of", "dont_know_differs", "one_provider", "agrees"]  # fmt: skip
    return labels | dict.fromkeys(coded, words)
