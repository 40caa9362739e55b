"""The one command line: python -m surveyreport <command> ...; the make targets call it."""

from __future__ import annotations

import errno
import os
import sys
from importlib import import_module

from surveyreport.files.problems import InputProblems

# command: the module whose main() does it, and what it does
COMMANDS = {
    "check-survey": ("newwave.commands", "vergelijk de studie met de bevraging"),
    "codes": ("evidence.commands", "lees de codeerbladen en bezoekformulieren in"),
    "codesheets": ("evidence.commands", "maak een codeerblad per codeur"),
    "diff": ("record.diff", "wat een run veranderde, met de oorzaak"),
    "draft": ("newwave.commands", "ontwerp de koppeling van een golf"),
    "explain": ("record.explain.command", "waar een gedrukt getal vandaan komt"),
    "fetch": ("newwave.fetching", "haal de exports van een golf van de server"),
    "follow": ("newwave.follow", "de respons tot nu toe, per aanbieder en per dag"),
    "forget": ("evidence.commands", "wis de tekst van open antwoorden, met behoud van de codes"),
    "key": ("protection.key", "maak de sleutel die de rapporten van een golf beschermt"),
    "links": ("newwave.survey_links", "per aanbieder de link naar de bevraging"),
    "look": ("newwave.look", "wat een bestand is, en wat de run erin leest"),
    "release": ("audit.release", "kopieer wat de audit goedkeurde"),
    "survey": ("newwave.commands", "schrijf een vragenlijst om uit te zetten, met koppeling"),
    "verify": ("record.verify", "maak een golf opnieuw en vergelijk elke byte"),
    "visitforms": ("evidence.commands", "maak een formulier per bezoek"),
    "wave": ("newwave.new", "ontwerp een nieuwe golf uit een map met bestanden"),
    "words": ("report.words", "wat een hoofdstuk kan binden, met de waarde van vandaag"),
}


def main(arguments: list[str]) -> int:
    """Run one command; 0 when it ended well. Faults in what people gave end in words."""
    name, *rest = arguments or ["--help"]
    if name not in COMMANDS:
        width = max(map(len, COMMANDS))
        told = [f"  {command:{width}}  {does}" for command, (_, does) in COMMANDS.items()]
        print("python -m surveyreport <opdracht> --help", "Opdrachten:", *told, sep="\n")
        return 0 if name in ("-h", "--help") else 2
    module = import_module(f"surveyreport.{COMMANDS[name][0]}")
    subcommand = [name] if module.__name__.endswith(".commands") else []
    sys.argv = ["python -m surveyreport" + ("" if subcommand else f" {name}"), *subcommand, *rest]
    try:
        code = module.main() or 0
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        # who reads along has seen enough (| head); nothing is left to say to them
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except InputProblems as error:
        print(error, file=sys.stderr)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES):
            raise
        print(f"Schrijven lukt niet ({error.strerror}): {error.filename}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
