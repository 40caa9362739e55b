"""What is wrong with a DDI-Codebook 2.5 file: an own check, as no schema of it can be installed.

MANDATORY and RECOMMENDED are the paths that the CESSDA Data Catalogue's profile for DDI 2.5 (2.0.0)
calls so; ORDER has the children of each element that is used in the order of codebook.xsd.
"""

import xml.etree.ElementTree as ET

NAMESPACE = "{ddi:codebook:2_5}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
MANDATORY = (
    "stdyDscr/citation/titlStmt/titl", "stdyDscr/citation/titlStmt/IDNo@agency",
    "stdyDscr/citation/holdings@URI", "stdyDscr/citation/distStmt/distrbtr",
    "stdyDscr/stdyInfo/abstract",
)  # fmt: skip
RECOMMENDED = (
    "stdyDscr/citation/rspStmt/AuthEnty", "stdyDscr/citation/distStmt/distDate@date",
    "stdyDscr/stdyInfo/subject/topcClas@vocab", "stdyDscr/stdyInfo/sumDscr/collDate@event",
    "stdyDscr/stdyInfo/sumDscr/collDate@date", "stdyDscr/stdyInfo/sumDscr/nation@abbr",
    "stdyDscr/stdyInfo/sumDscr/anlyUnit/concept@vocab", "stdyDscr/stdyInfo/sumDscr/universe",
    "stdyDscr/method/dataColl/timeMeth/concept@vocab", "stdyDscr/method/dataColl/sampProc",
    "stdyDscr/method/dataColl/collMode/concept@vocab", "stdyDscr/dataAccs/useStmt/restrctn",
    "fileDscr/fileTxt/fileName", "dataDscr/var/labl", "dataDscr/var/qstn/qstnLit",
)  # fmt: skip
ORDER = {
    "codeBook": "docDscr stdyDscr fileDscr dataDscr otherMat",
    "stdyDscr": "citation studyAuthorization stdyInfo studyDevelopment method dataAccs othrStdyMat",
    "citation": "titlStmt rspStmt prodStmt distStmt serStmt verStmt biblCit holdings notes",
    "titlStmt": "titl subTitl altTitl parTitl IDNo",
    "rspStmt": "AuthEnty othId",
    "distStmt": "distrbtr contact depositr depDate distDate",
    "stdyInfo": "studyBudget subject abstract sumDscr qualityStatement notes exPostEvaluation",
    "subject": "keyword topcClas",
    "sumDscr": "timePrd collDate nation geogCover geogUnit geoBndBox boundPoly anlyUnit universe"
    " dataKind",
    "method": "dataColl notes anlyInfo stdyClas",
    "dataColl": "timeMeth dataCollector collectorTraining frequenc sampProc sampleFrame"
    " targetSampleSize deviat collMode resInstru instrumentDevelopment sources collSitu actMin"
    " ConOps weight cleanOps",
    "dataAccs": "setAvail useStmt notes",
    "useStmt": "confDec specPerm restrctn contact citReq deposReq conditions disclaimer",
    "fileDscr": "fileTxt locMap notes",
    "fileTxt": "fileName fileCitation dataFingerprint fileCont fileStrc dimensns fileType",
    "dimensns": "caseQnty varQnty logRecL recPrCas recNumTot",
    "dataDscr": "varGrp nCubeGrp var nCube notes",
    "var": "location labl imputation security embargo respUnit anlysUnit qstn valrng invalrng"
    " undocCod universe TotlResp sumStat txt stdCatgry catgryGrp catgry codInstr verStmt concept"
    " derivation varFormat geoMap catLevel notes",
    "qstn": "preQTxt qstnLit postQTxt forward backward ivuInstr",
    "catgry": "catValu labl txt catStat mrow",
    **dict.fromkeys(("anlyUnit", "timeMeth", "collMode"), "concept txt"),
}
VALUES = {"event": {"start", "end", "single"}, "intrvl": {"contin", "discrete"},
          "nature": {"nominal", "ordinal", "interval", "ratio", "percent", "other"},
          "missing": {"Y", "N"}}  # fmt: skip


def ddi_faults(text: str) -> list[str]:
    """The faults, [] when there are none."""
    try:
        root = ET.fromstring(text)
    except ET.ParseError as error:
        return [f"no XML: {error}"]
    if root.tag != f"{NAMESPACE}codeBook":
        return [f"root is {root.tag}"]
    faults = [] if root.get(LANG) else ["no xml:lang"]
    if not any(name.endswith("}schemaLocation") for name in root.attrib):
        faults.append("no schemaLocation")
    faults += [f"missing {path}" for path in (*MANDATORY, *RECOMMENDED) if not _all(root, path)]
    ids = [one.get("ID") for one in root.iter() if one.get("ID")]
    faults += [f"ID {name} twice" for name in set(ids) if ids.count(name) > 1]
    for one in root.iter():
        faults += _element(one, set(ids))
    return faults


def _all(root: ET.Element, path: str) -> bool:
    """Whether the path is there, and everywhere with text or with its attribute."""
    place, _, attribute = path.partition("@")
    found = root.findall("/".join(f"{NAMESPACE}{name}" for name in place.split("/")))
    return bool(found) and all(
        one.get(attribute) if attribute else (one.text or "").strip() for one in found
    )


def _element(one: ET.Element, ids: set[str | None]) -> list[str]:
    name = one.tag.removeprefix(NAMESPACE)
    children = [child.tag.removeprefix(NAMESPACE) for child in one]
    order = ORDER.get(name, "").split()
    faults = [f"{child} in {name}" for child in children if child not in order]
    places = [order.index(child) for child in children if child in order]
    if places != sorted(places):
        faults.append(f"order of {name}: {children}")
    faults += [f"{name} {key}={one.get(key)}" for key, allowed in VALUES.items()
               if one.get(key) is not None and one.get(key) not in allowed]  # fmt: skip
    faults += [f"{name} refers to {file}" for file in (one.get("files") or "").split()
               if file not in ids]  # fmt: skip
    codes = [code.text for code in one.iter(f"{NAMESPACE}catValu")] if name == "var" else []
    faults += [f"code {code} twice" for code in set(codes) if codes.count(code) > 1]
    return faults
