# What a run that ended well says: only what it was asked for, from files it vouches for.
import csv
import json

# every rule has asked for its code by now
CLOSURES.remember()


def print_closing_lines(run):
    """What was made, where, how it compares with the published report, and who fell away."""
    said = False
    for wave in WAVES:
        results = f"results/{wave}"
        parts = []
        if run.vouched(f"{results}/manifest.json"):
            count = len(figures_of(wave))
            parts.append(f"{count} figuren en tabellen in {results}/figures/")
        if run.vouched(f"{results}/published_check.csv"):
            agrees = [row["agrees"] for row in rows(f"{results}/published_check.csv")]
            parts.append(
                f"{agrees.count('True')} van {len(agrees)} gepubliceerde waarden herrekend"
            )
        if run.vouched(f"{results}/release/audit.json"):
            parts.append(release_line(Path(results)))
        if parts:
            print(f"Golf {wave}: {'; '.join(parts)}.")
        pages = {"Het rapport": "report.pdf", "respons": "response.html"}
        pages = [
            f"{word}: {results}/{page}"
            for word, page in pages.items()
            if run.vouched(f"{results}/{page}")
        ]
        if pages:
            print(f"  {'; '.join(pages)}.")
        if run.vouched(f"{results}/response.csv") and (lost := without_provider(wave)):
            codes = f"data/processed/{wave}/unknown_codes/"
            print(
                f"  {lost} antwoorden zonder aanbieder van het kader tellen niet mee: zie {codes}."
            )
        said = said or bool(parts or pages)
    if run.vouched("results/trends/manifest.json"):
        said = True
        print("Trends: results/trends/trends.pdf.")
    if not said:
        print("Klaar: wat gevraagd werd, is gemaakt met de code en de invoer van nu.")


def release_line(results):
    """How many reports the audit looked at, and what it found."""
    audit = results / "release/audit.json"
    sound = json.loads(audit.read_text(encoding="utf-8"))["sound"]
    count = sum(len(rows(path)) for path in results.glob("feedback/index-*.csv"))
    verdict = "in orde" if sound else f"NIET in orde: zie {audit.with_suffix('.html')}"
    return f"{count} rapporten voor aanbieders, uitgave {verdict}"


def rows(path):
    """The rows of a table of the results."""
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def without_provider(wave):
    """How many submitted answers named no provider of the frame."""
    return sum(
        int(float(row["value"]))
        for row in rows(f"results/{wave}/response.csv")
        if row["statistic"] == "excluded_unknown_provider"
        and row["provider_type"] == "alle"
        and row["group"] in STUDY.groups
    )
