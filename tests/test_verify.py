"""Making a wave again in a clean folder: equal bytes pass, every difference is named."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from surveyreport.__main__ import main
from surveyreport.files.problems import InputProblems
from surveyreport.record.verify import verify

SNAKEFILE = """
rule manifest:
    input: "results/1/estimates.csv", "results/1/picture.bin", "results/1/gone.csv"
    output: "results/1/manifest.json"
    script: "workflow/manifest.py"

rule estimates:
    input: "data/raw/1/a.csv"
    output:
        table="results/1/estimates.csv",
        picture="results/1/picture.bin",
        gone="results/1/gone.csv",
    script: "workflow/estimates.py"
"""
ESTIMATES = """
from pathlib import Path
from tiny import shown
text = Path(snakemake.input[0]).read_text()
Path(snakemake.output.table).write_text(shown(text))
Path(snakemake.output.gone).touch()
Path(snakemake.output.picture).write_bytes(bytes([255, 254]) + shown(text).encode())
"""
MANIFEST = """
from pathlib import Path
from surveyreport.record.provenance import write_manifest
from surveyreport.record.receipts import hashes
write_manifest(
    Path(snakemake.output[0]), wave="1", synthetic=True, inputs=hashes(["data/raw/1/a.csv"]),
    code=hashes(["src/tiny.py"]), outputs=hashes(snakemake.input),
)
"""
TINY = "def shown(text):\n    return 'share\\n0.25\\n' + text\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("project")
    files = {
        "Snakefile": SNAKEFILE,
        "workflow/estimates.py": ESTIMATES,
        "workflow/manifest.py": MANIFEST,
        "src/tiny.py": TINY,
        "data/raw/1/a.csv": "n\n1\n",
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(folder / "src"))
        run = [sys.executable, "-m", "snakemake", "results/1/manifest.json", "-c1"]
        subprocess.run(run, cwd=folder, check=True, capture_output=True)
    return folder


@pytest.fixture
def project(made, tmp_path):
    return Path(shutil.copytree(made, tmp_path / "project"))


def test_the_same_bytes_pass_and_leave_the_project_alone(project, capsys, monkeypatch):
    before = {p: p.read_bytes() for p in sorted(project.rglob("*")) if p.is_file()}
    monkeypatch.chdir(project)
    assert main(["verify", "--wave", "1"]) == 0
    assert "elke byte gelijk" in capsys.readouterr().out
    assert before == {p: p.read_bytes() for p in sorted(project.rglob("*")) if p.is_file()}


def test_a_changed_output_is_named_with_its_first_byte_and_line(project, capsys, monkeypatch):
    (project / "results/1/estimates.csv").write_text("share\n0.26\nn\n1\n")
    (project / "results/1/picture.bin").write_bytes(b"\xff\xfe")
    (project / "results/1/gone.csv").unlink()
    monkeypatch.chdir(project)
    assert main(["verify", "--wave", "1"]) == 1
    shown = capsys.readouterr().out
    assert (
        "results/1/estimates.csv: 15 bytes, opnieuw gemaakt 15; eerste verschil op byte 9, regel 2"
        in shown
    )
    assert "results:  0.26" in shown and "opnieuw:  0.25" in shown
    assert (
        "results/1/picture.bin: 2 bytes, opnieuw gemaakt 17; eerste verschil op byte 2\n" in shown
    )
    assert "results/1/gone.csv: staat er alleen opnieuw gemaakt" in shown
    assert "Invoer, code en bibliotheken zijn die van het manifest" in shown


def test_what_changed_since_the_manifest_is_named_as_the_cause(project):
    (project / "data/raw/1/a.csv").write_text("n\n2\n")
    (project / "src/tiny.py").write_text(TINY + "# more\n")
    manifest = project / "results/1/manifest.json"
    record = json.loads(manifest.read_text())
    record["libraries"]["numpy"] = "0.1"
    manifest.write_text(json.dumps(record))
    lines = verify(project, "1", cores=1)
    causes = lines[lines.index("Anders dan bij de run van het manifest:") + 1 :]
    assert causes[:2] == ["  invoer: data/raw/1/a.csv gewijzigd", "  code: src/tiny.py gewijzigd"]
    assert causes[2].startswith("  bibliotheken: numpy 0.1 werd ") and len(causes) == 3


def test_a_run_that_fails_shows_its_words(project):
    (project / "src/tiny.py").write_text("raise ValueError('kapot')\n")
    with pytest.raises(InputProblems, match=r"opnieuw maken mislukt(.|\n)*kapot"):
        verify(project, "1", cores=1)


def test_a_wave_that_was_not_made_is_refused(project, capsys, monkeypatch):
    monkeypatch.chdir(project)
    assert main(["verify", "--wave", "2"]) == 1
    assert "results/2/manifest.json" in capsys.readouterr().err
