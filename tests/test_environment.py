"""One lock file holds the pins; environment.yml follows it."""

import re
import sys

import yaml
from support import ROOT

sys.path.insert(0, str(ROOT / "tools"))
from write_environment import environment

LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")


def test_environment_yml_carries_the_pins_of_the_lock():
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    assert text == environment(LOCK)
    pins = yaml.safe_load(text)["dependencies"][-1]["pip"]
    locked = re.findall(r"^([A-Za-z0-9._-]+==[^ ;\\]+)", LOCK, re.MULTILINE)
    assert pins == locked and len(pins) > 50


def test_every_pin_has_a_hash_and_no_index_is_named():
    blocks = re.split(r"\n(?=[a-zA-Z])", LOCK.strip())
    assert all("--hash=sha256:" in block for block in blocks)
    assert "://" not in LOCK and "index-url" not in LOCK


def test_every_library_of_the_project_is_locked():
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    named = re.findall(r'^    "([a-z-]+)",$', project, re.MULTILINE)
    assert named and all(re.search(rf"^{name}==", LOCK, re.MULTILINE) for name in named)
