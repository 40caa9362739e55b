"""The workflow file for GitHub Actions: its triggers, its make targets, its pins."""

from __future__ import annotations

import re

import yaml
from support import ROOT

WORKFLOW = yaml.load(
    (ROOT / ".github/workflows/results.yml").read_text("utf-8"),
    # YAML 1.1 takes the key `on` for a truth value
    Loader=yaml.BaseLoader,
)
STEPS = WORKFLOW["jobs"]["results"]["steps"]
RUNS = "\n".join(step["run"] for step in STEPS if "run" in step)


def test_every_input_of_a_wave_starts_it():
    for event in ("pull_request", "push"):
        assert WORKFLOW["on"][event]["paths"] == ["data/**", "study/**", "config.yaml"]
    for name in ("data/raw", "study/questionnaires", "config.yaml"):
        assert (ROOT / name).exists()


def test_every_make_target_exists():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    called = re.findall(r"^make (?:--silent )?(\w+)", RUNS, re.MULTILINE)
    assert called == ["report", "diff"]
    rules = re.findall(r"^(\w+): \$\(READY\)\n\t(.*)", makefile, re.MULTILINE)
    assert set(called) <= {target for target, _ in rules}
    assert '--from="$$FROM"' in makefile


def test_actions_are_pinned_and_the_token_can_only_comment():
    actions = [step["uses"] for step in STEPS if "uses" in step]
    assert all(re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", action) for action in actions)
    assert WORKFLOW["permissions"] == {"contents": "read", "pull-requests": "write"}


def test_nothing_of_an_event_is_put_in_a_command():
    """Expressions reach the shell through the environment, so that a title cannot be a command."""
    assert "${{" not in RUNS


def test_what_is_made_is_attached_and_posted():
    (upload,) = [step for step in STEPS if "upload-artifact" in step.get("uses", "")]
    assert "results/*/figures/" in upload["with"]["path"].splitlines()
    assert "changes.md" in upload["with"]["path"] and "> changes.md" in RUNS
    assert "GITHUB_STEP_SUMMARY" in RUNS and "gh pr comment" in RUNS
