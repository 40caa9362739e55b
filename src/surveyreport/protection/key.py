"""The key of a wave: make key WAVE=2027 makes one.

Whoever has the key can compute the noise away. It stays outside git, with whoever may read the
answers. That of a synthetic wave is public on purpose: there is nobody to protect.
"""

from __future__ import annotations

import argparse
import os
import secrets
import sys
from hashlib import sha256
from pathlib import Path

from surveyreport.files.problems import ProblemList
from surveyreport.protection.settings import POLICY, Protection, load_protection

BYTES = 32
PUBLIC = "openbare sleutel van een synthetische golf: "


def key_path(protection: Protection, wave: str) -> Path:
    """Where the key of a wave that is not synthetic is."""
    return Path(protection.key.replace("{wave}", wave)).expanduser()


def read_key(protection: Protection, wave: str, synthetic: bool) -> bytes:
    """The key of a wave. Raises InputProblems when it is absent or no key."""
    if synthetic:
        return sha256((PUBLIC + wave).encode()).digest()
    path, problems = key_path(protection, wave), ProblemList()
    make = f"maak ze met `make key WAVE={wave}`, of zet de bewaarde sleutel terug"
    if not path.is_file():
        problems.add(
            path,
            f"de sleutel van golf {wave} is er niet; zonder sleutel komen er geen rapporten voor "
            "aanbieders",
            f"{make} ({POLICY}, key zegt waar)",
        )
    problems.raise_if_any()
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (ValueError, UnicodeDecodeError):
        key = b""
    if len(key) < BYTES or len(set(key)) < BYTES // 4:
        problems.add(path, "dit is geen sleutel", make, expected=f"{2 * BYTES} hexadecimale tekens")
    problems.raise_if_any()
    return key


def made_before(wave: str, folder: Path = Path("data/processed")) -> bool:
    """Whether the counts of a wave stand there: a key that was lost since then stops no run."""
    return (folder / wave / "provider_printed.parquet").is_file()


def key_mark(key: bytes) -> str:
    """What may be told about a key: whether two are the same."""
    return sha256(b"mark" + key).hexdigest()[:12]


def make_key(path: Path) -> None:
    """A new key, readable by its owner only. Raises FileExistsError: a key is never replaced."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(BYTES) + "\n")


def main(arguments: list[str] | None = None) -> int:
    """Maak de sleutel die de rapporten van een golf beschermt; ze wordt nooit vervangen."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--wave", required=True, help="golf, zoals in config.yaml")
    wave = parser.parse_args(arguments).wave
    path = key_path(load_protection(), wave)
    try:
        make_key(path)
    except FileExistsError:
        print(f"{path} is er al; een sleutel wordt nooit vervangen.", file=sys.stderr)
        return 1
    print(f"De sleutel van golf {wave} staat in {path}. Bewaar een kopie op een veilige plaats: "
          "zonder deze sleutel zijn dezelfde rapporten niet opnieuw te maken.")  # fmt: skip
    return 0
