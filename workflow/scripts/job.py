"""What every script does first: send its words to the rule's log and its faults to people."""

import errno
import sys
import traceback
from contextlib import contextmanager, redirect_stderr, redirect_stdout

from surveyreport.files.problems import InputProblems
from surveyreport.record.receipts import Work

NO_PLACE = {
    errno.ENOSPC: "De schijf is vol: maak plaats en start de run opnieuw.",
    errno.EDQUOT: "Uw deel van de schijf is vol: maak plaats en start de run opnieuw.",
    errno.EROFS: "In deze map kan niet geschreven worden: kies een andere map.",
    errno.EACCES: "In deze map mag niet geschreven worden: vraag toegang of kies een andere map.",
}


@contextmanager
def job(snakemake):
    """Run a script's body with stdout and stderr in the rule's log; faults in the input and on the
    disk end in words. Out: the `Work`, whose receipt is written when the body ends well."""
    try:
        with (
            open(snakemake.log[0], "w", encoding="utf-8") as file,
            redirect_stdout(file),
            redirect_stderr(file),
        ):
            try:
                code = snakemake.input.code
                work = Work(
                    snakemake.rule,
                    snakemake.log[0],
                    map(str, snakemake.input),
                    [code] if isinstance(code, str) else code,
                    list(map(str, snakemake.output)),
                )
                yield work
                work.finish()
            except InputProblems as error:
                print(error)
                sys.exit(1)
            except Exception as error:
                if getattr(error, "errno", None) in NO_PLACE:
                    raise
                traceback.print_exc()
                sys.exit(1)
    except OSError as error:
        # the log has no place either
        print(NO_PLACE.get(error.errno, error), file=sys.stderr)
        sys.exit(1)
