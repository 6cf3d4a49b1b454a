#!/bin/sh
# Brings resources/translations up to date with the texts in app/ccrouter/desktop. What is new stands there "unfinished":
# translate it in Qt Linguist (or any editor), then run this again for the .qm files the application reads.
set -eu
cd "$(dirname "$0")/.."
tools=.venv/bin
texts=resources/translations/ccrouter
files=$(find app/ccrouter/desktop -name '*.py' | LC_ALL=C sort)

# shellcheck disable=SC2086  # a list of files
update() { # update LANGUAGE options...
    language=$1
    shift
    "$tools/pyside6-lupdate" -silent -no-obsolete -locations none -source-language en -target-language "$language" "$@" \
        $files -ts "${texts}_$language.ts"
    "$tools/pyside6-lrelease" -silent "${texts}_$language.ts" -qm "${texts}_$language.qm"
}
update en -pluralonly # the sources are English; only what depends on a number needs words of its own
update zh_CN
