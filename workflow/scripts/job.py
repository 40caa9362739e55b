"""What every script does first: send its words to the rule's log and its faults to people."""

import errno
import sys
import traceback
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path

from surveyreport.files.memory import recall
from surveyreport.files.problems import InputProblems
from surveyreport.record.closure import Closures
from surveyreport.record.place import FULL
from surveyreport.record.receipts import Work

STANDS = "Alles is al zoals deze stap het maakt."

NO_PLACE = {
    errno.ENOSPC: FULL,
    errno.EDQUOT: "Uw deel van de schijf is vol: maak plaats en start de run opnieuw.",
    errno.EROFS: "In {} kan niet geschreven worden: kies een andere map.",
    errno.EACCES: "Geen toegang tot {}: vraag er rechten op of kies een andere map.",
}


def no_place(error):
    """In words, that a file could not be written; None for any other fault."""
    words = NO_PLACE.get(getattr(error, "errno", None))
    return words and words.format(error.filename or "deze map")


@contextmanager
def job(snakemake, may_stand=True):
    """Run a script's body with stdout and stderr in the rule's log; faults in the input and on the
    disk end in words. Out: the `Work`, whose receipt is written when the body ends well.

    may_stand: leave out the body when its input, settings, code and output are what they were.
    """
    try:
        with (
            # line by line: the run reads in it how far the job is (surveyreport.record.plan)
            open(snakemake.log[0], "w", encoding="utf-8", buffering=1) as file,
            redirect_stdout(file),
            redirect_stderr(file),
        ):
            try:
                script, libraries = snakemake.input.code
                code = [*map(Path.as_posix, Closures().reached(Path(script))), libraries]
                work = Work(
                    snakemake.rule,
                    snakemake.log[0],
                    map(str, snakemake.input),
                    code,
                    list(map(str, snakemake.output)),
                    repr(sorted(snakemake.params.items())),
                )
                if may_stand and work.stands():
                    print(STANDS)
                    sys.exit(0)
                recall(work.code)
                yield work
                work.finish()
            except InputProblems as error:
                print(error)
                sys.exit(1)
            except Exception as error:
                words = no_place(error)
                print(words or traceback.format_exc(), flush=True)
                # the log may not have come through: the run knows a full disk by its number
                sys.exit(error.errno if words else 1)
    except OSError as error:
        # there is no place for the log either
        print(no_place(error) or error, file=sys.stderr)
        sys.exit(error.errno)
