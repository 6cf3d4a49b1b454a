#!/bin/sh
# Writes requirements.lock (what runs) and requirements-dev.lock (that and what tests): every system, with hashes.
# Needs uv (https://docs.astral.sh/uv/). Versions already in a lock stay; `sh packaging/lock.sh --upgrade` takes newer ones.
set -eu
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH"

lock() { # lock FILE uv-options...
    file=$1
    shift
    uv pip compile pyproject.toml --group pyproject.toml:build --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-header --quiet -o "$file" "$@"
}
lock requirements.lock "$@"
lock requirements-dev.lock --extra dev --constraint requirements.lock "$@"
