#!/bin/sh
# Writes packaging/*.lock anew: exact versions for every system and Python, with hashes, and without
# the address of the index that they came from. Needs uv.
set -eu
cd "$(dirname "$0")/.."
lock() { # lock FILE [OPTION...]
    file=$1
    shift
    uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
        --constraint packaging/lock-constraints.txt --no-emit-index-url --no-annotate --custom-compile-command "make lock" \
        --output-file "packaging/$file" "$@"
}
lock program.lock
lock bundle.lock --extra bundle
