#!/usr/bin/env bash
# Makes a folder with the libraries of the lock file, or brings it up to date:
# make_environment.sh FOLDER
set -euo pipefail
folder=$(realpath -m "$1")
command -v git >/dev/null || echo "git ontbreekt: 'make diff FROM=<versie>' en enkele tests kunnen dan niet. Debian of Ubuntu: apt install git" >&2
failed() {
    echo "Het installeren is niet gelukt; de reden staat hierboven. Is er internet, en plaats op de schijf? Geef de opdracht daarna opnieuw." >&2
    exit 1
}
# One that lost its Python, or was moved here with its folder, is made anew
if ! { "$folder/bin/python" -c "" && grep -qF "$folder/bin/python" "$folder/bin/pip"; } 2>/dev/null; then
    python=$(tools/find_python.sh)
    echo "De bibliotheken worden geïnstalleerd met $("$python" --version), één keer: ongeveer twee minuten" >&2
    rm -rf "$folder"
    "$python" -m venv "$folder" || failed
fi
rm -f "$folder/ready"
install() { "$folder/bin/pip" install --quiet --disable-pip-version-check "$@" || failed; }
# The lock is complete: with nothing left to choose, no release of tomorrow can matter
install --require-hashes --no-deps -r requirements.lock
install --no-deps --no-build-isolation --editable .
touch "$folder/ready"
