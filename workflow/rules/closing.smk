# What a run says when it is done.
import csv
import json

# every rule has asked for its code by now
CLOSURES.remember()


def print_closing_lines():
    """What was made, where, how it compares with the published report, and who fell away."""
    for wave in WAVES:
        line = f"Golf {wave}: {len(figures_of(wave))} figuren en tabellen in results/{wave}/figures/"
        check = Path(f"results/{wave}/published_check.csv")
        if check.is_file():
            with check.open(encoding="utf-8", newline="") as file:
                agrees = [row["agrees"] for row in csv.DictReader(file)]
            line += f"; {agrees.count('True')} van {len(agrees)} gepubliceerde waarden herrekend"
        audit = Path(f"results/{wave}/release/audit.json")
        if audit.is_file():
            sound = json.loads(audit.read_text(encoding="utf-8"))["sound"]
            reports = len(list(Path(f"results/{wave}/feedback").glob("*.pdf")))
            line += f"; {reports} rapporten voor aanbieders, uitgave "
            line += (
                "in orde"
                if sound
                else f"NIET in orde: zie {audit.with_suffix('.html')}"
            )
        print(line + ".")
        print(
            f"  Het rapport: results/{wave}/report.pdf; respons: results/{wave}/response.html."
        )
        if lost := without_provider(wave):
            codes = f"data/processed/{wave}/unknown_codes/"
            print(
                f"  {lost} antwoorden zonder aanbieder van het kader tellen niet mee: zie {codes}."
            )
    if len(WAVES) > 1 and Path("results/trends/trends.pdf").is_file():
        print("Trends: results/trends/trends.pdf.")


def without_provider(wave):
    """How many submitted answers named no provider of the frame."""
    response = Path(f"results/{wave}/response.csv")
    if not response.is_file():
        return 0
    with response.open(encoding="utf-8", newline="") as file:
        return sum(
            int(float(row["value"]))
            for row in csv.DictReader(file)
            if row["statistic"] == "excluded_unknown_provider"
            and row["provider_type"] == "alle"
            and row["group"] in STUDY.groups
        )
