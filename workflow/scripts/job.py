"""What every script does first: send its words to the rule's log and its faults to people."""

import sys
import traceback
from contextlib import contextmanager, redirect_stderr, redirect_stdout

from surveyreport.files.problems import InputProblems


@contextmanager
def job(log: str):
    """Run a script's body with stdout and stderr in `log`; a fault in the input ends in words."""
    with open(log, "w", encoding="utf-8") as file, redirect_stdout(file), redirect_stderr(file):
        try:
            yield
        except InputProblems as error:
            print(error)
            sys.exit(1)
        except Exception:
            traceback.print_exc()
            sys.exit(1)
