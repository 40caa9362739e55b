"""Make a wave again in a clean folder and say which bytes differ, and from what."""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from pathlib import Path

from surveyreport.files.hashes import sha256
from surveyreport.record.again import MANIFEST, check_made, make_again

# what a run needs; generated folders stay behind
PARTS = ("Snakefile", "config.yaml", "data/raw", "data/coded", "environment.yml", "profiles",
         "pyproject.toml", "requirements.lock", "src", "study", "workflow")  # fmt: skip
CRATE = "ro-crate-metadata.json"
KINDS = {"inputs": "invoer", "code": "code", "libraries": "bibliotheken"}
TEXT_SHOWN = 60


def verify(project: Path, wave: str, cores: int = 2) -> list[str]:
    """What differs between results/<wave> and the same made again: lines in Dutch, none if equal.

    project: the folder of the Snakefile; nothing in it is changed.
    Raises InputProblems without a manifest, and when the run in the clean folder fails.
    """
    check_made(project, [wave])
    results = project / "results" / wave
    with tempfile.TemporaryDirectory(prefix="verify-") as folder:
        clean = Path(folder) / "project"
        _copy(project, clean)
        made_again = [name for name in (MANIFEST, CRATE) if (results / name).is_file()]
        targets = [f"results/{wave}/{name}" for name in made_again]
        remedy = "verhelp de fout die hierboven staat en begin opnieuw"
        make_again(clean, targets, cores, "Snakefile", remedy)
        old, new = (_manifest(root / "results" / wave) for root in (project, clean))
        names = [*sorted({*old["outputs"], *new["outputs"]}), *targets]
        lines = [line for name in names if (line := _difference(name, project, clean))]
        return lines + _causes(old, new) if lines else []


def _copy(project: Path, clean: Path) -> None:
    for name in PARTS:
        source, target = project / name, clean / name
        if source.is_dir():
            ignored = shutil.ignore_patterns("__pycache__", "*.egg-info")
            shutil.copytree(source, target, ignore=ignored)
        elif source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)


def _manifest(results: Path) -> dict:
    return json.loads((results / MANIFEST).read_text(encoding="utf-8"))


def _difference(name: str, project: Path, clean: Path) -> str | None:
    """How a file of the project differs from its twin, None when it does not."""
    old, new = project / name, clean / name
    if not old.is_file() or not new.is_file():
        where = "opnieuw gemaakt" if new.is_file() else "in results"
        return f"{name}: staat er alleen {where}"
    if sha256(old) == sha256(new):
        return None
    before, after = old.read_bytes(), new.read_bytes()
    sizes = f"{len(before)} bytes, opnieuw gemaakt {len(after)}"
    pairs = zip(before, after, strict=False)
    short = min(len(before), len(after))
    at = next((i for i, (a, b) in enumerate(pairs) if a != b), short)
    place = f"{name}: {sizes}; eerste verschil op byte {at}"
    try:
        texts = before.decode(), after.decode()
    except UnicodeDecodeError:
        return place
    row = before[:at].count(b"\n")
    shown = [_line(text, row) for text in texts]
    return f"{place}, regel {row + 1}\n    results:  {shown[0]}\n    opnieuw:  {shown[1]}"


def _line(text: str, row: int) -> str:
    lines = text.split("\n")
    line = lines[row] if row < len(lines) else ""
    return line if len(line) <= TEXT_SHOWN else line[: TEXT_SHOWN - 1] + "…"


def _causes(old: dict, new: dict) -> list[str]:
    """What went into the two runs and differs."""
    lines = []
    for kind, word in KINDS.items():
        before, after = old[kind], new[kind]
        for name in sorted({*before, *after}):
            if before.get(name) == after.get(name):
                continue
            change = "gewijzigd"
            if name not in before:
                change = "bijgekomen"
            elif name not in after:
                change = "verdwenen"
            elif kind == "libraries":
                change = f"{before[name]} werd {after[name]}"
            lines.append(f"  {word}: {name} {change}")
    if lines:
        return ["Anders dan bij de run van het manifest:", *lines]
    return ["Invoer, code en bibliotheken zijn die van het manifest; de bytes hangen elders van af"]


def main(arguments: list[str] | None = None) -> int:
    """The command; 0 when every byte is the same, 1 otherwise."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wave", required=True, help="de golf, zoals in config.yaml")
    parser.add_argument("--cores", type=int, default=2, help="aantal processen tegelijk")
    given = parser.parse_args(arguments)
    lines = verify(Path.cwd(), given.wave, given.cores)
    if lines:
        print(f"Golf {given.wave}: opnieuw gemaakt in een schone map, niet dezelfde bytes.")
        print(*lines, sep="\n")
        return 1
    print(f"Golf {given.wave}: opnieuw gemaakt in een schone map, elke byte gelijk.")
    return 0
