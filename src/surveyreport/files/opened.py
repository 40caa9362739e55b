"""Open what people or servers hand over: only regular files, of a size that can be meant."""

from __future__ import annotations

import io
import re
import stat
import zipfile
from pathlib import Path

from surveyreport.files.problems import UNSEEN, InputProblems, Problem

LARGEST = 1 << 30
# what a packed file may unpack to, in all and as a multiple of its size
UNPACKED, RATIO = 2 << 30, 200
# a few thousand zero bytes pack better than any ratio that a bomb needs
HARMLESS = 64 << 20
# places of a sheet that may be empty, and places that may lie in merged ranges
SPARSE = 1_000_000
KINDS = (
    (stat.S_ISDIR, "een map"),
    (stat.S_ISFIFO, "een wachtrij (fifo)"),
    (stat.S_ISSOCK, "een socket"),
    (stat.S_ISCHR, "een apparaat"),
    (stat.S_ISBLK, "een apparaat"),
)
CHECK = "controleer de naam en de plaats"
GIVE = "bewaar het als werkmap (.xlsx), of exporteer opnieuw als CSV met codes (kort)"
UNPACK = "pak het uit en geef het bestand dat erin zit"
# how a file begins that nothing here reads, what it is, and what to do
FOREIGN = (
    (b"\x1f\x8b", "een ingepakt bestand (gzip)", UNPACK),
    (b"BZh91AY&SY", "een ingepakt bestand (bzip2)", UNPACK),
    (b"\xfd7zXZ", "een ingepakt bestand (xz)", UNPACK),
    (b"7z\xbc\xaf", "een ingepakt bestand (7-Zip)", UNPACK),
    (b"Rar!\x1a", "een ingepakt bestand (RAR)", UNPACK),
    (b"\x28\xb5\x2f\xfd", "een ingepakt bestand (zstd)", UNPACK),
    (b"]\0\0", "een ingepakt bestand (lzma)", UNPACK),
    (b"\x1f\x9d", "een ingepakt bestand (compress)", UNPACK),
    (b"\x89PNG", "een afbeelding", CHECK),
    (b"\xff\xd8\xff", "een afbeelding", CHECK),
    (b"SQLite format", "een databank (SQLite)", CHECK),
    (
        b"\xd0\xcf\x11\xe0",
        "een oud Excel- of Word-bestand of een met wachtwoord (.xls, .doc)",
        GIVE,
    ),
    (b"%PDF", "een PDF-bestand", GIVE),
    (b"{\\rt", "een tekstdocument (RTF)", GIVE),
    (b"PAR1\x15", "een Parquet-bestand", "bewaar het als CSV"),
    (b"\x7fELF", "een programma", CHECK),
    (b"MZ\x90", "een programma", CHECK),
)
# bytes that a file system allows a name of a file
LONGEST_NAME = 255
TAR = slice(257, 262)
# of a zip file: archives of surveys hold ten, large workbooks a few hundred
MEMBERS = 5000
CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]+)(\d+)"')
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*?\bref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')


def file_bytes(path: Path, largest: int = LARGEST, absent: str = CHECK) -> bytes:
    """The content of a regular file of at most `largest` bytes, a link to one included.

    absent: what to do when it is not there.

    Raises InputProblems, which say what kind of thing stands there and nothing of what it holds.
    """
    try:
        found = path.stat()
        for is_kind, kind in KINDS:
            if is_kind(found.st_mode):
                raise _refusal(path, kind, "geef een gewoon bestand")
        if found.st_size > largest:
            raise _too_large(path, found.st_size, largest)
        with path.open("rb") as file:
            data = file.read(largest + 1)
    except (OSError, ValueError) as error:
        if isinstance(error, FileNotFoundError):
            raise _refusal(path, "het bestand bestaat niet", absent) from None
        reason = getattr(error, "strerror", None) or "een naam die niet kan"
        raise _refusal(path, f"geen leesbaar bestand ({reason})", CHECK) from None
    if len(data) > largest:
        raise _too_large(path, len(data), largest)
    for start, kind, remedy in FOREIGN:
        if data.startswith(start):
            raise _refusal(path, kind, remedy)
    if data[TAR] == b"ustar":
        raise _refusal(path, "een ingepakt bestand (tar)", UNPACK)
    if data and not data.strip(b"\0"):
        raise _refusal(path, "een bestand met enkel nultekens", "kopieer of exporteer het opnieuw")
    if data.startswith(b"PK"):
        _refuse_bomb(path, data)
    return data


def unfit_name(path: Path) -> str | None:
    """Why no file that is read may have this name, in Dutch; None when it may."""
    name = str(path)
    if UNSEEN.search(name) or "\n" in name or "\t" in name:
        return "in die naam staat een teken dat niemand ziet"
    too_long = any(len(part.encode()) > LONGEST_NAME for part in path.parts)
    return "die naam is te lang" if too_long else None


def _refuse_bomb(path: Path, data: bytes) -> None:
    """Raise InputProblems for a zip file that would unpack to far more than it is or says, that
    would write outside its folder, or that holds a sheet far larger than its cells. A damaged one
    is left to its reader."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > MEMBERS:
                raise _refusal(path, f"een ingepakt bestand met {len(entries)} bestanden", CHECK,
                               expected=f"hoogstens {MEMBERS}")  # fmt: skip
            if any(entry.flag_bits & 1 for entry in entries):
                raise _refusal(path, "een ingepakt bestand met een wachtwoord", UNPACK)
            for entry in entries:
                name = entry.filename.replace("\\", "/")
                is_link = stat.S_ISLNK(entry.external_attr >> 16)
                if is_link or name.startswith("/") or ".." in name.split("/") or ":" in name[:2]:
                    raise _refusal(
                        path,
                        f"een ingepakt bestand met een deel dat ergens anders heen wijst: {name}",
                        "vertrouw het niet en vraag het opnieuw: zo'n deel maakt geen programma",
                    )
            unpacked = sum(entry.file_size for entry in entries)
            if unpacked > UNPACKED or unpacked > max(HARMLESS, RATIO * len(data)):
                raise _refusal(
                    path,
                    f"een ingepakt bestand van {_size(len(data))} dat uitgepakt {_size(unpacked)}"
                    " zou zijn",
                    "vraag het bestand opnieuw: zo pakt geen echt bestand uit",
                )
            for entry in archive.infolist():
                if re.fullmatch(r"xl/worksheets/[^/]+\.xml", entry.filename):
                    _check_sheet(path, archive, entry)
    except InputProblems:
        raise
    except Exception:  # zipfile raises several unrelated types on damaged archives
        return


def _check_sheet(path: Path, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Refuse a sheet whose cells lie so far apart that all places between them fill the memory."""
    last_row = last_column = count = merged = 0
    with archive.open(entry) as file:
        rest = b""
        while part := file.read(1 << 22):
            part = rest + part
            # a tag that the part cuts off is read with the next part
            end = part.rfind(b"<") if len(part) >= 1 << 22 else len(part)
            part, rest = part[:end], part[end:]
            for column, row in CELL.findall(part):
                count += 1
                last_row = max(last_row, int(row))
                last_column = max(last_column, _column_number(column))
            for left, top, right, bottom in MERGED.findall(part):
                width = _column_number(right) - _column_number(left) + 1
                merged += width * (int(bottom) - int(top) + 1)
    places = last_row * last_column
    if places > max(SPARSE, 50 * count) or merged > SPARSE:
        raise _refusal(
            path,
            f"een blad dat tot rij {last_row} en kolom {last_column} loopt, met {count} cellen",
            "haal in Excel de cel of de samenvoeging ver van de gegevens weg en bewaar opnieuw",
        )


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _size(count: float) -> str:
    for unit in ("bytes", "kB", "MB", "GB"):
        if count < 1000:
            return f"{count:.0f} {unit}"
        count /= 1000
    return f"{count:.0f} TB"


def _too_large(path: Path, size: int, largest: int) -> InputProblems:
    return _refusal(
        path, f"een bestand van {_size(size)}", CHECK, expected=f"hoogstens {_size(largest)}"
    )


def _refusal(path: Path, found: str, remedy: str, *, expected: str | None = None) -> InputProblems:
    return InputProblems([Problem(str(path), found, remedy, expected=expected)])
