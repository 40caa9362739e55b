"""Ways to spoil a file that people write, one fault at a time."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

BOMB = "".join(f"b{i}: &b{i} [{', '.join([f'*b{i - 1}'] * 9)}]\n" for i in range(1, 9))


def appended(text: str) -> Callable[[str], str]:
    return lambda old: old.rstrip("\n") + "\n" + text


def without_last_block(text: str) -> str:
    """Without the last key at the margin and what stands under it."""
    starts = [found.start() for found in re.finditer(r"^[A-Za-z_]", text, re.MULTILINE)]
    return text[: starts[-1]]


def first_key_twice(text: str) -> str:
    key = re.search(r"^([a-z_]+):", text, re.MULTILINE)[1]
    return text.rstrip("\n") + f"\n{key}: 1\n"


def first_value_gone(text: str) -> str:
    """A key with its block replaced by nothing."""
    found = re.search(r"^([a-z_]+):.*(?:\n(?:[ #-].*)?)*", text, re.MULTILINE)
    return text[: found.start()] + f"{found[1]}:\n" + text[found.end() :]


def tab_for_indent(text: str) -> str:
    return re.sub(r"^  ", "\t", text, count=1, flags=re.MULTILINE)


YAML = {
    "tab": tab_for_indent,
    "nul": lambda text: text[: len(text) // 2] + "\0" + text[len(text) // 2 :],
    "latin-1": lambda text: (text.rstrip("\n") + "\n# caf\xe9\n").encode("latin-1", "replace"),
    "utf-16": lambda text: text.encode("utf-16"),
    "unclosed quote": appended('slot: "open\n'),
    "unclosed list": appended("slot: [a, b\n"),
    "no colon": appended("slot\n"),
    "star": appended("slot: *a\n"),
    "tag": appended("slot: !python a\n"),
    "percent": appended("slot: %a\n"),
    "document": appended("---\na: 1\n"),
    "list": lambda text: "- a\n- b\n",
    "scalar": lambda text: "tekst\n",
    "empty": lambda text: "",
    "unknown key": appended("onbekend_iets: 1\n"),
    "year as key": appended("2023: x\n"),
    "recursive": appended("kring: &k [*k]\n"),
    "bomb": appended("b0: &b0 [x]\n" + BOMB),
    "deep": appended("diep: " + "[" * 500 + "]" * 500 + "\n"),
    "first key twice": first_key_twice,
    "first value gone": first_value_gone,
    "last block gone": without_last_block,
    "missing": None,
}  # fmt: skip


def cells(text: str) -> list[list[str]]:
    return [line.split(",") for line in text.splitlines()]


def heading(change: Callable[[list[str]], list[str]]) -> Callable[[str], str]:
    def changed(text: str) -> str:
        first, rest = text.split("\n", 1)
        return ",".join(change(first.split(","))) + "\n" + rest

    return changed


CSV = {
    "nul": lambda text: text.replace("\n", "\n\0", 1),
    "latin-1": lambda text: text.replace("\n", "\n\xe9", 1).encode("latin-1", "replace"),
    "utf-16": lambda text: text.encode("utf-16"),
    "unclosed quote": lambda text: text.replace("\n", '\n"', 1),
    "column gone": heading(lambda names: [*names[:-1], "kolom_x"][: len(names) - 1]),
    "column renamed": heading(lambda names: [*names[:-1], "kolom_x"]),
    "column twice": heading(lambda names: [*names[:-1], names[0]]),
    "empty": lambda text: "",
    "a cell too many": lambda text: text.replace("\n", ",x\n", 2).replace(",x\n", "\n", 1),
    "missing": None,
}


def spoil(path: Path, change: Callable[[str], str | bytes] | None) -> None:
    """Write the file with its fault; None takes it away."""
    if change is None:
        path.unlink()
        return
    new = change(path.read_text(encoding="utf-8"))
    path.write_bytes(new if isinstance(new, bytes) else new.encode("utf-8"))
