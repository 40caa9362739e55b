#!/usr/bin/env bash
# Prints a Python of this machine that can build the environment: 3.11, 3.12 or 3.13 with venv
# (--all: one of each). Without one it says in Dutch what is missing and how to get it.
set -euo pipefail
usable='
import sys
version = "%d.%d" % sys.version_info[:2]
if not (3, 11) <= sys.version_info[:2] <= (3, 13):
    print(version)
    sys.exit(3)
try:
    import ctypes, sqlite3, ssl, venv, zlib
    import ensurepip
    ensurepip.version()
except Exception as error:
    print(version, error)
    sys.exit(4)
print(version)
'

# Every place on PATH is tried: a name that fails when called may hide one that works
candidates=()
if [ -n "${PYTHON:-}" ]; then
    candidates=("$PYTHON")
else
    for name in python3.13 python3.12 python3.11 python3 python; do
        while read -r path; do candidates+=("$path"); done < <(type -aP "$name")
    done
fi

declare -A found=() others=()
incomplete="" reason=""
for path in "${candidates[@]}"; do
    status=0
    said=$("$path" -c "$usable" 2>/dev/null) || status=$?
    case $status in
        0)
            [ -n "${found[$said]-}" ] && continue
            found[$said]=$path
            echo "$path"
            [ "${1:-}" = --all ] || exit 0
            ;;
        3) others[$said]=1 ;;
        4) [ -n "$incomplete" ] || incomplete=${said%% *} reason="$path: ${said#* }" ;;
    esac
done
[ ${#found[@]} -eq 0 ] || exit 0

known() { apt-cache show "$1" >/dev/null 2>&1; }
package=""
if command -v apt-get >/dev/null; then
    if [ -n "$incomplete" ]; then
        package="python$incomplete-venv"
    elif ! known python3; then
        # no package lists yet: the machine's own version is the best guess
        package=python3-venv
    else
        for version in 3.13 3.12 3.11; do
            [ -z "$package" ] && known "python$version-venv" && package="python$version-venv"
        done
    fi
fi
sudo="sudo "
[ "$(id -u)" -ne 0 ] || sudo=""
{
    if [ -n "$incomplete" ]; then
        echo "Python $incomplete is er, maar niet volledig ($reason)."
    else
        echo "Python 3.11, 3.12 of 3.13 ontbreekt${PYTHON:+ onder de naam '$PYTHON'}."
        [ ${#others[@]} -eq 0 ] || echo "  gevonden:  Python ${!others[*]}"
    fi
    if [ -n "$package" ]; then
        echo "  te doen:   ${sudo}apt update && ${sudo}apt install $package"
    else
        echo "  te doen:   installeer Python 3.13 met venv en pip (python.org, pyenv of 'uv python install 3.13')"
    fi
    echo "             en geef de opdracht opnieuw; of noem zelf een Python: make PYTHON=/pad/naar/python3.13"
} >&2
exit 1
