# What a run says at its end.
from surveyreport.record.closing import Closing

# every rule has asked for its code by now
CLOSURES.remember()
RUN.closing = Closing(
    {wave: len(figures_of(wave)) for wave in WAVES},
    STUDY.groups,
    SETTINGS.waves.values(),
)
