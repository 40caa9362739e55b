# What can be said now that every rule is known, and what a run says at its end.
from snakemake.io import is_flagged

from surveyreport.checks.released import check_released
from surveyreport.files.memory import remember
from surveyreport.record.closing import Closing

OUTPUTS = [output for rule in workflow.rules for output in rule.output]
# Jobs find what they made before: they leave it alone when it is as they would make it (job.py), and
# when one fails, what was published last stays.
for output in OUTPUTS:
    if not is_flagged(output, "temp"):
        # a plain path has no place for a flag
        output._file = update(output._file)

try:
    check_released(
        PROTECTION.files,
        lambda pattern: [
            path for wave in WAVES for path in public_files(wave, [pattern])
        ],
        lambda path: any(output.match(path) for output in OUTPUTS),
        # as a pattern names them: below the results of a wave, or of the trends
        {
            str(output).split("/", 2)[-1]
            for output in OUTPUTS
            if str(output).startswith("results/")
        },
    )
except InputProblems as error:
    sys.exit(str(error))

CLOSURES.remember()
remember(CODE)
RUN.closing = Closing(
    {wave: len(figures_of(wave)) for wave in WAVES},
    STUDY.groups,
    SETTINGS.waves.values(),
)
