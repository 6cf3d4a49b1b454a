# Sourced by start.sh and test.sh from the top folder: makes .venv hold exactly what a lock file says.
# POSIX sh; nothing outside this folder is changed but for Debian packages, and those only as root.

say() { printf '%s\n' "$*" >&2; }
die() { say "$@"; exit 1; }

root() { [ "$(id -u)" -eq 0 ]; }
debian() { command -v apt-get >/dev/null 2>&1 && command -v dpkg-query >/dev/null 2>&1; }
apt_install() {
    say "Installing Debian packages: $*"
    apt-get update -q >&2 && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@" >&2
}

# Prints the first Python that is new enough.
find_python() {
    for name in ${PYTHON:-python3.13 python3.12 python3.11 python3 python3.14}; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            printf '%s\n' "$name"
            return
        fi
    done
    return 1
}

# prepare LOCKFILE: does nothing if .venv was made from the same files before.
prepare() {
    # The folder counts too: a virtual environment that was moved or copied elsewhere does not work.
    wanted=$({ pwd -P; cat "$1" pyproject.toml; } | cksum)
    stamp=".venv/$(basename "$1").stamp"
    if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then return; fi

    if ! python=$(find_python); then
        if debian && root; then apt_install python3 python3-venv; fi
        python=$(find_python) || die "CC Router needs Python 3.11 or newer and found none." \
            "Debian and Ubuntu: sudo apt-get install -y python3 python3-venv. macOS: brew install python@3.13"
    fi
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        package="$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
        if debian && root; then apt_install "$package"; fi
        "$python" -c 'import ensurepip, venv' 2>/dev/null || die "$python cannot make virtual environments." \
            "Debian and Ubuntu: sudo apt-get install -y $package"
    fi

    say "Setting up .venv with $("$python" -V) from $1 (once; this may take a minute) ..."
    if ! grep -qs "$(pwd -P)/.venv" .venv/bin/activate || ! .venv/bin/python -c '' 2>/dev/null; then
        "$python" -m venv --clear .venv
    fi
    .venv/bin/python -c 'import pip' 2>/dev/null || .venv/bin/python -m ensurepip >/dev/null
    # Only the package index is asked, and every file must have the hash in the lock; the build of CC Router
    # itself uses the build tools of the lock too.
    .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r "$1"
    .venv/bin/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
    printf '%s\n' "$wanted" >"$stamp"
}
