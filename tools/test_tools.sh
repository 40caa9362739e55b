#!/usr/bin/env bash
# Installs what some tests need of the system: a browser for the pages, LibreOffice for the workbook
# and the Word file. Only when asked: `make test-tools`.
set -euo pipefail
# The browser driver needs libatomic1, which a bare Debian does not have
packages=(libatomic1 libreoffice-calc-nogui libreoffice-writer-nogui)
if ! command -v apt-get >/dev/null; then
    echo "Installeer met het pakketbeheer van deze machine: chromium, libreoffice (calc en writer), libatomic" >&2
    exit 1
fi
as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo)
"${as_root[@]}" apt-get update -qq
# Ubuntu's chromium is a snap, which a container cannot run: there the driver brings its own
own_browser=
# No `| grep -q`: it stops reading early, and pipefail counts the broken pipe as a failure
policy=$(apt-cache policy chromium)
[[ $policy == *"Candidate: "[0-9]* ]] && packages+=(chromium) || own_browser=yes
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
[ -z "$own_browser" ] || python -m playwright install --with-deps chromium
