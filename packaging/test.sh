#!/bin/sh
# Lint, types, import floors, tests. Arguments go to pytest: `sh packaging/test.sh tests/wire -k seal`.
set -eu
cd "$(dirname "$0")/.."
. packaging/venv.sh

prepare requirements-dev.lock

# The desktop tests need a screen, a tray and a keyring of their own: Debian packages.
without=""
if debian && [ -f packaging/debian-packages.txt ]; then
    missing=""
    for package in $(sed 's/#.*//' packaging/debian-packages.txt); do
        case $(dpkg-query -W -f '${Status}' "$package" 2>/dev/null) in
            *" installed") ;;
            *) missing="$missing $package" ;;
        esac
    done
    # shellcheck disable=SC2086  # a list of words
    if [ -n "$missing" ] && root; then apt_install $missing && missing=""; fi
    [ -z "$missing" ] || without="they need Debian packages: sudo apt-get install -y --no-install-recommends$missing"
elif ! debian; then
    without="they run on Debian and Ubuntu only"
fi

say "== ruff"
.venv/bin/ruff check .
.venv/bin/ruff format --check .
say "== mypy"
.venv/bin/mypy
say "== lint-imports"
.venv/bin/lint-imports
say "== pytest"
[ $# -gt 0 ] || set -- -n auto --dist loadfile  # the whole suite is shared among the cores, a file at a time
if [ -n "$without" ]; then
    say "NOTICE: the tests marked \"desktop\" are left out; $without"
    set -- -m "not desktop" "$@"
fi
exec .venv/bin/pytest "$@"
