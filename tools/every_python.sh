#!/usr/bin/env bash
# For each Python of this machine that the project allows: installs the lock file, tests the
# statistics and runs the main job; the outputs must be the same, byte for byte.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
run_main_job='
import sys
from pathlib import Path
from support import new_project
project = new_project(Path(sys.argv[1]))
result = project.run()
if result.returncode:
    sys.exit(result.stdout)
for name, digest in project.outputs().items():
    print(digest, name)
'
first=
for python in $(tools/find_python.sh --all); do
    version=$("$python" --version | tr ' ' -)
    # one of its own: an environment that is there keeps the Python it was made with
    PYTHON=$python tools/make_environment.sh "$folder/venv-$version"
    (
        export PATH="$folder/venv-$version/bin:$PATH"
        [ "$(python --version | tr ' ' -)" = "$version" ]
        pytest tests/estimates tests/sources
        PYTHONPATH=tests python -c "$run_main_job" "$folder/$version" >"$folder/$version.txt"
    )
    if [ -z "$first" ]; then
        first=$version
    elif ! diff "$folder/$first.txt" "$folder/$version.txt"; then
        echo "$first en $version maken niet dezelfde bytes" >&2
        exit 1
    fi
    echo "$version: $(wc -l <"$folder/$version.txt") bestanden, dezelfde bytes als met $first"
done
