"""Write environment.yml from requirements.lock: the same pins for conda users."""

import re
from pathlib import Path

PIN = re.compile(r"^([A-Za-z0-9._-]+==[^\\\n]+?) *\\?$", re.MULTILINE)


def environment(lock: str) -> str:
    """The text of environment.yml for the pins in the text of a lock file."""
    pins = "\n".join(f"      - {pin}" for pin in PIN.findall(lock))
    return f"""# Written by `make lock` from requirements.lock, which also holds the hashes.
name: surveyreport
channels:
  - conda-forge
dependencies:
  - python>=3.11,<3.14
  - pip
  - pip:
{pins}
"""


if __name__ == "__main__":
    root = Path(__file__).parents[1]
    lock = (root / "requirements.lock").read_text(encoding="utf-8")
    (root / "environment.yml").write_text(environment(lock), encoding="utf-8")
