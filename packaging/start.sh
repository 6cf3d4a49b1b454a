#!/bin/sh
# Sets CC Router up in .venv and starts it, showing one request on its way. Options are those of `ccr serve`.
set -eu
cd "$(dirname "$0")/.."
. packaging/venv.sh

prepare requirements.lock
exec .venv/bin/ccr serve --hello "$@"
