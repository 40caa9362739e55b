"""Read a binding as people write it, and check what it names with the study."""

from __future__ import annotations

import difflib
import re
from dataclasses import replace
from typing import Any

from surveyreport.report.answers import is_answer, named_answers
from surveyreport.report.binding import (
    COUNTED,
    FORMS,
    VERDICTS,
    WAVE,
    Binding,
    BindingFault,
)
from surveyreport.report.vocabulary import Vocabulary
from surveyreport.study.comparisons import Comparisons
from surveyreport.study.model import Study


def parse_binding(text: str, study: Study, comparisons: Comparisons) -> Binding:
    """The binding in `text`. Raises BindingFault: an unknown form, item, answer, comparison."""
    if found := WAVE.fullmatch(text):
        inner = parse_binding(found[2], study, comparisons)
        if inner.since:
            raise BindingFault(f"'{text}' noemt twee golven", "schrijf een verandering in de tekst "
                               "van de latere golf, met enkel tegenover golf …")  # fmt: skip
        return replace(inner, text=text, wave=found[1])
    return _Parser(text, study, comparisons).binding()


class _Parser:
    def __init__(self, text: str, study: Study, comparisons: Comparisons):
        self.text, self.study = text, study
        self.comparisons = {entry.id: entry for entry in comparisons.comparisons}
        self.families = comparisons.families
        self.words = Vocabulary(study)

    def binding(self) -> Binding:
        form, _, rest = self.text.partition(" ")
        rest = rest.strip()
        if form in ("telling", "deel"):
            return self._register(form, rest)
        if form in COUNTED or form == "deelname":
            return Binding(self.text, form, names=self._groups(rest))
        if form in ("instelling", "gemiddelde", "mediaan"):
            return self._other(form, rest)
        if form == "bezoeken":
            return Binding(self.text, form, names={"words": rest})
        if form == "vergelijkingen":
            return Binding(self.text, form, names=self._verdicts(rest))
        if form in ("verschil", "paren", "interval") and rest in self.comparisons:
            return Binding(self.text, form, comparison=rest)
        if form in ("open", "basis", "vorige"):
            items, left = self._items(rest.split())
            self._finished(left)
            return Binding(self.text, form, items)
        if form in ("laagste", "hoogste", "telkens", "aandeel", "aantal", "interval", "verschil",
                    "antwoord"):  # fmt: skip
            inner = self._shares(rest)
            if (inner.since or inner.beside) and form not in ("aandeel", "verschil", "interval"):
                raise BindingFault(f"'{form}' met tegenover", "schrijf [een woord]{…} of "
                                   "{verschil …}, met één vraag")  # fmt: skip
            name = "aandeel" if form == "telkens" else form
            return replace(inner, form=name, each=form == "telkens")
        return self._bare()

    def _other(self, form: str, rest: str) -> Binding:
        """A setting of config.yaml, or the mean or median of a question about a number."""
        if form == "instelling":
            if not re.fullmatch(r"[a-z_]+(\.[a-z_]+)+", rest):
                raise BindingFault(
                    f"'{rest}' is geen instelling",
                    "schrijf bijvoorbeeld: instelling estimates.confidence_level",
                )
            return Binding(self.text, form, names={"key": rest})
        items, left = self._items(rest.split())
        self._finished(left)
        return Binding(self.text, form, items)

    def _bare(self) -> Binding:
        """Without a form: an item and its answer, or a comparison."""
        first, _, rest = self.text.partition(" ")
        if first in self.comparisons:
            return self._comparison(first, rest.strip())
        if self._known(first):
            return replace(self._shares(self.text), form="aandeel")
        near = difflib.get_close_matches(
            first, [*self.comparisons, *self.study.items, *FORMS.split(", ")], n=3
        )
        raise BindingFault(
            f"onbekende binding '{self.text}'",
            ("bedoelt u " + " of ".join(near) + "? " if near else "")
            + "make words toont wat er te binden is",
        )

    def _comparison(self, name: str, rest: str) -> Binding:
        entry = self.comparisons[name]
        named = [name]
        while (word := rest.partition(" ")[0]) in self.comparisons:
            named.append(word)
            rest = rest.partition(" ")[2].strip()
        items: Any = {
            "items": (entry.items[0],),
            "against": (entry.items[1],),
            "answers": ("top2",),
        }
        if not rest and len(named) == 1:
            return Binding(self.text, "aandeel", comparison=name, relation="tegenover", **items)
        relation, _, among = rest.partition(" ")
        if relation not in ("onder", "enige"):
            raise BindingFault(f"'{rest}' na vergelijking {name}",
                               "laat het weg, of schrijf: onder <familie>")  # fmt: skip
        if among not in (*self.families, "vergelijkingen"):
            raise BindingFault(
                f"'{among}' is geen familie van comparisons.yaml",
                "kies een van: " + ", ".join([*self.families, "vergelijkingen"]),
            )
        others = tuple(
            entry.id
            for entry in self.comparisons.values()
            if among in (entry.family, "vergelijkingen") and entry.id not in named
        )
        return Binding(self.text, "aandeel", comparison=name, relation=relation,
                       named=tuple(named), others=others, **items)  # fmt: skip

    def _shares(self, text: str) -> Binding:
        """Items and an answer, perhaps held against other items, another answer (`tegenover`), an
        earlier wave (`tegenover golf`), or a row (`onder`)."""
        items, rest = self._items(text.split())
        relation = since = ""
        against: tuple[str, ...] = ()
        named = [self.study.items[name] for name in items]
        # an answer may itself be 'onder 16 jaar', or '3 + 4'
        if rest and rest[0] in ("tegenover", "onder") and not is_answer(" ".join(rest), named):
            relation, *rest = rest
            if relation == "tegenover" and rest[:1] == ["golf"]:
                since, rest = " ".join(rest[1:2]), rest[2:]
            else:
                against, rest = self._items(rest)
            if not against and not since:
                raise BindingFault(f"na '{relation}' staat geen vraag", "noem de vraag of vragen, "
                                   "of een vroegere golf: tegenover golf 2023")  # fmt: skip
            if relation == "onder":
                against = tuple(item for item in against if item not in items)
        elif len(rest) == 1 and rest[0] in self.comparisons:
            raise BindingFault(f"'{self.text}'", f"schrijf enkel {rest[0]}")
        if not items:
            raise BindingFault(f"'{text}' begint niet met een vraag", "begin met een id zoals "
                               "beleid.B1; make words toont ze")  # fmt: skip
        named += [self.study.items[name] for name in against]
        answer, beside, other = " ".join(rest).partition(" tegenover ")
        if beside and not relation and not is_answer(" ".join(rest), named):
            both = [named_answers(part.strip(), named) for part in (answer, other)]
            return Binding(self.text, "aandeel", items, items, "tegenover", both[0],
                           beside=both[1])  # fmt: skip
        answers = named_answers(" ".join(rest), named)
        pair = self._compared(items, against)
        return Binding(self.text, "aandeel", items, against, relation, answers, pair,
                       since=since)  # fmt: skip

    def _compared(self, items: tuple[str, ...], against: tuple[str, ...]) -> str:
        """The comparison between two items, in either order, if there is one."""
        if len(items) != 1 or len(against) != 1:
            return ""
        pair = {items[0], against[0]}
        return next((c.id for c in self.comparisons.values() if set(c.items) == pair), "")

    def _known(self, name: str) -> bool:
        return name in self.study.items or name in self.study.questions

    def _items(self, words: list[str]) -> tuple[tuple[str, ...], list[str]]:
        """The items at the start of `words`, a question standing for its rows or options."""
        items: list[str] = []
        # an answer may hold a full stop, as 'n.v.t.'; behind an item only a group tells an id
        while words and (
            self._known(words[0])
            or ("." in words[0] and (not items or words[0].split(".")[0] in self.study.groups))
        ):
            name, words = words[0], words[1:]
            if name in self.study.items:
                items.append(name)
            elif name in self.study.questions:
                options = self.study.questions[name].items
                items += [item.id for item in options if item.kind == "substantive"]
            else:
                near = difflib.get_close_matches(name, self.study.items, n=3)
                raise BindingFault(
                    f"de vraag '{name}' bestaat niet",
                    f"bedoelt u {' of '.join(near)}?" if near else "make words toont de vragen",
                    self.study.absent(name),
                )
        return tuple(items), words

    def _register(self, form: str, text: str) -> Binding:
        if form == "telling" and " tegenover " in text:
            first, _, second = text.partition(" tegenover ")
            names = self._cell(first, {})
            return Binding(self.text, form, relation="tegenover", names=names,
                           whole=self._cell(second, names))  # fmt: skip
        part, slash, whole = (word.strip() for word in text.partition("/"))
        if (form == "deel") != bool(slash):
            raise BindingFault(f"'{self.text}'", "schrijf: telling <register> <datum> …, of: "
                               "deel <register> <datum> … / <datum> …")  # fmt: skip
        names = self._cell(part, {})
        return Binding(self.text, form, names=names, whole=self._cell(whole, names))

    def _cell(self, text: str, first: dict[str, str]) -> dict[str, str]:
        """The cell that codes name, in any order; a total where none does. `first`: the part."""
        names = {"register": first.get("register", ""), "date": first.get("date", "")}
        for word in text.split():
            try:
                names |= self.words.register_word(word, names)
            except KeyError:
                raise BindingFault(
                    f"'{word}' komt in geen register voor",
                    "kies een register, datum (2023-02-01) of code: "
                    + ", ".join(self.words.register_codes()),
                ) from None
        if not names["register"] or not names["date"]:
            raise BindingFault(
                f"'{self.text}' noemt geen register en datum",
                "schrijf bijvoorbeeld: telling pupils 2023-02-01 dbso duaal",
            )
        return names

    def _groups(self, text: str) -> dict[str, str]:
        names = {}
        for word in text.split():
            if word in self.study.groups:
                names["group"] = word
            elif word in self.study.registers["frame_types"]:
                names["provider_type"] = word
            else:
                known = [*self.study.groups, *self.study.registers["frame_types"]]
                raise BindingFault(f"'{word}' is geen groep of soort aanbieder",
                                   "kies een van: " + ", ".join(known),
                                   about=("register word", word))  # fmt: skip
        return names

    def _verdicts(self, text: str) -> dict[str, str]:
        names: dict[str, str] = {}
        for word in text.split():
            if word in VERDICTS:
                names["verdict"] = word
            elif word in self.families:
                names["family"] = word
            elif word == "rapport":
                names["over"] = word
            elif word in self.study.groups:
                names["more" if "more" not in names else "less"] = word
            else:
                known = [*VERDICTS, "rapport", *self.families, *self.study.groups]
                raise BindingFault(f"'{word}' na vergelijkingen",
                                   "kies een van: " + ", ".join(known))  # fmt: skip
        return names

    def _finished(self, words: list[str]) -> None:
        if words:
            raise BindingFault(f"'{' '.join(words)}' na de vraag", "laat dat weg")
