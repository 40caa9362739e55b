"""All parts of the audit at once; the rules of a run look at each apart, when it changed."""

import pandas as pd

from surveyreport.audit.draws import look_at_draws
from surveyreport.audit.files import index_of, warnings_of, write_audit
from surveyreport.audit.provider_files import look_at_reports
from surveyreport.audit.public_files import spread_of
from surveyreport.audit.public_scan import look_at_public, look_at_words, own_words
from surveyreport.audit.scan import Forbidden
from surveyreport.protection.settings import POLICY


def whole_audit(
    sources, wave, *, truth, protected, folder, indexes, public, texts, logs, earlier, trends,
    verdicts,
):  # fmt: skip
    """Write audit.csv, .json and .html into `folder`; whether all is well."""
    index, study = index_of(indexes), sources.study
    tables = [
        sources.estimates,
        *([trends.spread] if trends else []),
        *([spread_of(verdicts)] if verdicts is not None else []),
    ]
    others, typed = (trends.identifiers, trends.texts) if trends else (frozenset(), frozenset())
    own, every = own_words(study, sources.settings), texts | typed
    names = {*sources.names, *sources.names.values(), *others}
    found = look_at_draws(sources, wave.id, truth, protected, folder, earlier, None, trends)
    for part in (
        look_at_reports(sources, index, indexes[0].parent, every, others, found.wrong),
        look_at_public(
            public, folder.parent, study, Forbidden.of(names, every, own), pd.concat(tables),
            len(sources.names),
        ),
        look_at_words(texts, own, (), logs),
    ):  # fmt: skip
        found.add(part)
    return write_audit(
        found, wave, sources.rules, POLICY, folder, index, public, sources.names,
        warnings_of(study, sources.settings, names, None),
    )  # fmt: skip
