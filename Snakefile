include: "workflow/rules/common.smk"
include: "workflow/rules/sources.smk"
include: "workflow/rules/responses.smk"
include: "workflow/rules/evidence.smk"
include: "workflow/rules/estimates.smk"
include: "workflow/rules/numbers.smk"
include: "workflow/rules/figures.smk"
include: "workflow/rules/trends.smk"
include: "workflow/rules/report.smk"
include: "workflow/rules/feedback.smk"
include: "workflow/rules/workbook.smk"
include: "workflow/rules/archive.smk"
include: "workflow/rules/record.smk"
include: "workflow/rules/closing.smk"


rule all:
    default_target: True
    input:
        expand("results/{wave}/ro-crate-metadata.json", wave=WAVES),
        expand("results/{wave}/release/audit.json", wave=WAVES),
        results_of_trends(),


onsuccess:
    RUN.watch.well = True
