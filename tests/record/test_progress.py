"""What a run tells while it runs: steps counted by hand, the time left from a schedule by hand."""

import io
import json
import logging
import os
import pty
import subprocess
import sys

import pytest
from snakemake_interface_logger_plugins.common import LogEvent

from snakemake_logger_plugin_surveyreport import LogHandler
from surveyreport.record.closing import Closing
from surveyreport.record.plan import Plan, Task, read_timings, write_timings
from surveyreport.record.progress import Bar, Lines, Teller, in_words
from surveyreport.record.since import LAST, changes_since, keep
from surveyreport.study.words import default_words

WORDS = default_words()["run"]


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".snakemake").mkdir()
    return tmp_path


def plan(cores=2, earlier=None):
    """Read 10 s; then two pictures of 20 s and 30 s beside each other; then the report of 5 s."""
    tasks = {
        1: Task("ingest", "read.log"),
        2: Task("draw", "a.log", {1}),
        3: Task("draw", "b.log", {1}),
        4: Task("report", "report.log", {2, 3}),
    }
    seconds = {"read.log": 10, "a.log": 20, "b.log": 30, "report.log": 5}
    known = {log: {"seconds": taken} for log, taken in seconds.items()}
    return Plan(tasks, cores, known if earlier is None else earlier)


def test_the_time_left_is_the_longest_chain_or_all_work_over_the_cores():
    assert plan().left(0) == 10 + 30 + 5
    assert plan(cores=1).left(0) == 10 + 20 + 30 + 5
    ours = plan()
    ours.tasks[1].begun, ours.tasks[1].ended = 0, 9
    ours.tasks[2].begun = ours.tasks[3].begun = 9
    assert ours.left(19) == 20 + 5
    # late: a tenth of what it took last time
    assert ours.left(100) == 3 + 5


def test_nothing_is_said_of_time_without_earlier_runs():
    assert plan(earlier={}).left(0) is None
    assert (
        Lines(WORDS, io.StringIO()).line(plan(earlier={}), "draw", 0) == "Figuren tekenen: 0 van 2"
    )
    # one job of four is new: it takes what a job usually takes
    known = {"read.log": {"seconds": 10}, "a.log": {"seconds": 20}, "b.log": {"seconds": 30}}
    assert plan(earlier=known).left(0) == 10 + 30 + 20


def test_a_plain_line_is_not_repeated_while_nothing_changes():
    ours, stream = plan(earlier={}), io.StringIO()
    ours.tasks[2].begun = ours.tasks[3].begun = 0
    lines = Lines(WORDS, stream)
    for _ in range(3):
        lines.tick(ours, 0)
    ours.tasks[2].ended = 1
    lines.tick(ours, 1)
    assert stream.getvalue() == "Figuren tekenen: 0 van 2\nFiguren tekenen: 1 van 2\n"


def test_pieces_come_from_the_logs_of_the_jobs(folder):
    ours = plan()
    (folder / "a.log").write_text("gelezen\n[1 van 20]\n[12 van 20]\n[13 va", encoding="utf-8")
    for number in (2, 3):
        ours.tasks[number].begun = 0
        ours.tasks[number].look()
    # how many b.log has, nobody knows yet
    assert ours.count("draw") == (12, None)
    (folder / "b.log").write_text(
        "[8 van 18] rapporten, 8 opnieuw gemaakt\n9 van 10 gelijk\n", encoding="utf-8"
    )
    ours.tasks[3].look()
    assert ours.count("draw") == (20, 38)
    line = Lines(WORDS, io.StringIO()).line(ours, "draw", 0)
    assert line == "Figuren tekenen: 20 van 38, nog ongeveer 45 s"


def test_what_a_run_measured_is_what_the_next_one_expects(folder):
    ours = plan()
    ours.tasks[2].begun, ours.tasks[2].ended, ours.tasks[2].pieces = 1.0, 4.5, (20, 20)
    ours.tasks[3].begun, ours.tasks[3].ended, ours.tasks[3].failed = 1.0, 2.0, True
    write_timings(ours.timings())
    kept = read_timings()
    assert kept["a.log"] == {"seconds": 3.5, "pieces": 20}
    assert kept["b.log"] == {"seconds": 30}
    next_time = Plan(plan().tasks, 2, kept)
    next_time.tasks[3].pieces = (4, 18)
    assert next_time.count("draw") == (4, 38)
    for spoiled in ("", "[]", '{"a.log": {}}', '{"a.log": 3}'):
        (folder / ".snakemake/timings.json").write_text(spoiled, encoding="utf-8")
        assert read_timings() == {}


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.2, "1 s"), (13.4, "13 s"), (47, "45 s"), (89, "90 s"), (150, "2 min")]
)
def test_a_time_is_the_rounder_the_further_away(seconds, said):
    assert in_words(seconds, WORDS) == said


class Settings:
    quiet, nocolor, debug_dag, verbose, printshellcmds = None, True, False, False, False
    show_failed_logs, stdout, dryrun = False, False, False


def record(message, level=logging.INFO, **extra):
    made = logging.LogRecord("snakemake", level, "", 0, message, None, None)
    vars(made).update(extra)
    return made


def handle(teller=None):
    handler = LogHandler(Settings(), None)
    handler.emit(record("Building DAG of jobs..."))
    if teller:
        handler.follow(teller)
    for event in (
        record("Job stats", event=LogEvent.RUN_INFO, stats={}),
        record("", event=LogEvent.JOB_STARTED, jobs=[1]),
        record("Finished jobid: 1", event=LogEvent.JOB_FINISHED, job_id=1),
        record("", event=LogEvent.JOB_STARTED, jobs=[2, 3]),
        record("Finished jobid: 2", event=LogEvent.JOB_FINISHED, job_id=2),
        record("Error", logging.ERROR, event=LogEvent.JOB_ERROR, jobid=3),
        record("CalledProcessError in file x", logging.ERROR, event=LogEvent.ERROR),
        record("MissingInputException in rule x", logging.ERROR, event=LogEvent.ERROR),
    ):
        handler.emit(event)
    handler.close()


def test_a_followed_run_is_told_in_steps_and_what_only_snakemake_can_say():
    said = io.StringIO()
    told = lambda record: "CalledProcessError" in record.getMessage()  # noqa: E731
    handle(Teller(WORDS, lambda: plan(earlier={}), told, "x.log", stream=said))
    assert said.getvalue().splitlines() == [
        "Te doen: 4 stappen. Wat Snakemake zelf zegt, staat in x.log.",
        "Exports inlezen: klaar",
        "Figuren tekenen: mislukt, de reden staat onderaan",
        "MissingInputException in rule x",
    ]


def test_a_run_that_nobody_follows_keeps_the_words_of_snakemake(capsys):
    handle()
    said = capsys.readouterr().err
    assert said.index("Building DAG") < said.index("Finished jobid: 1")
    assert "MissingInputException" in said


def test_snakemake_does_not_begin_with_the_profile_that_it_reads(folder):
    (folder / "profiles/default").mkdir(parents=True)
    (folder / "profiles/default/config.yaml").write_text("logger: [surveyreport]\n")
    (folder / "Snakefile").write_text("rule all:\n    output: 'a'\n    shell: 'false'\n")
    run = [sys.executable, "-m", "snakemake", "-j1"]
    said = subprocess.run(run, capture_output=True, text=True, check=False).stderr
    assert said.startswith("Assuming") and "At least one job" in said


SHOWN = """
import sys
sys.path.insert(0, {tests!r})
from record.test_progress import WORDS, plan
from surveyreport.record.progress import Bar, on_terminal, say
assert on_terminal(sys.stderr) and on_terminal(sys.stdout)
ours, bar = plan(), Bar(WORDS, sys.stderr)
bar.begin(ours)
ours.tasks[1].begun, ours.tasks[1].ended, ours.tasks[2].begun = 0, 1, 1
bar.show(ours, "ingest", 1)
bar.close()
say("Mislukt", "red")
"""


def shown(tmp_path, **environment):
    """What a terminal gets to see."""
    ours, theirs = pty.openpty()
    tests = os.path.dirname(os.path.dirname(__file__))
    env = {k: v for k, v in os.environ.items() if k not in ("CI", "NO_COLOR")} | environment
    script = tmp_path / "shown.py"
    script.write_text(SHOWN.format(tests=tests), encoding="utf-8")
    subprocess.run([sys.executable, str(script)], env=env, stdout=theirs, stderr=theirs, check=True)
    os.close(theirs)
    text = b""
    try:
        while part := os.read(ours, 65536):
            text += part
    except OSError:
        pass
    os.close(ours)
    return text.decode()


def test_a_terminal_has_a_bar_and_colours_unless_they_are_not_wanted(tmp_path):
    env = {"TERM": "xterm-256color", "COLUMNS": "100"}
    said = shown(tmp_path, **env)
    assert "Exports inlezen: klaar" in said and "━" in said and "1 van 4, nog ongeveer 35 s" in said
    assert "\x1b[31mMislukt" in said
    without = shown(tmp_path, **env, NO_COLOR="1")
    assert "━" in without and "\x1b[3" not in without and "Mislukt" in without
    assert isinstance(Bar(WORDS, io.StringIO(), nocolor=True), Lines)


class Ended:
    """A run that vouches for what stands there."""

    words, begun_at = WORDS, 0.0

    class watch:
        nothing = False

    def vouched(self, name):
        return os.path.isfile(name)


def results(folder, share="0.25", title="config.yaml: x"):
    wave = folder / "results/2023"
    wave.mkdir(parents=True, exist_ok=True)
    (folder / "logs/2023").mkdir(parents=True, exist_ok=True)
    head = "wave,group,item,category,n,base,share,ci_low,ci_high\n"
    row = f"2023,beleid,beleid.A1,ja,1,4,{share},0,1\n"
    (wave / "estimates.csv").write_text(head + row, encoding="utf-8")
    manifest = {"wave": "2023", "inputs": {"config.yaml": title}, "code": {}, "libraries": {},
                "outputs": {}}  # fmt: skip
    (wave / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return wave


def test_what_changed_since_the_last_good_run(folder):
    wave = results(folder)
    assert changes_since(wave, WORDS) is None
    keep(wave)
    assert changes_since(wave, WORDS) is None
    results(folder, title="another")
    said = changes_since(wave, WORDS)
    assert "geen cijfer" in said and "config.yaml" in said
    results(folder, share="0.5", title="another")
    said = changes_since(wave, WORDS)
    assert said == "Sinds de vorige run veranderd: estimates.csv 1; alles staat in " \
        "logs/2023/changes.md."  # fmt: skip
    assert "0.25 → share 0.5" in (folder / "logs/2023/changes.md").read_text(encoding="utf-8")
    keep(wave)
    assert (LAST / "2023/estimates.csv").read_bytes() == (wave / "estimates.csv").read_bytes()
    assert changes_since(wave, WORDS) is None


def test_the_end_tells_what_asks_for_attention(folder, capsys):
    wave = results(folder)
    (wave / "published_check.csv").write_text("agrees\nTrue\nFalse\n", encoding="utf-8")
    (wave / "claims.csv").write_text("holds\nja\nnee\nnee\n", encoding="utf-8")
    (wave / "left_out.csv").write_text("answer\nsamenvatting\n", encoding="utf-8")
    (wave / "response.csv").write_text(
        "group,provider_type,statistic,value\n"
        "beleid,alle,excluded_unknown_provider,3.0\nalle,alle,excluded_unknown_provider,3.0\n",
        encoding="utf-8",
    )
    Closing({"2023": 38}, ["beleid"])(Ended())
    said = capsys.readouterr().out
    assert said.startswith("Golf 2023: 38 figuren en tabellen in results/2023/figures/; 1 van 2 ")
    notes = [line for line in said.splitlines() if line.startswith("  Let op: ")]
    assert [note.split()[2] for note in notes] == ["1", "3", "2"]
    assert said.splitlines()[-1].startswith("Klaar na ")
