#!/bin/sh
# Style, types, floors, templates and content. Runs them all, names those that failed.
set -u
cd "$(dirname "$0")/.."
bin=.venv/bin
failed=""

step() {
    name=$1
    shift
    if output=$("$@" 2>&1); then
        printf '  %-12s ok\n' "$name"
    else
        printf '%s\n  %-12s FAILED: %s\n' "$output" "$name" "$*"
        failed="$failed $name"
    fi
}

step style $bin/ruff check .
step format $bin/ruff format --check .
step types $bin/mypy
step floors $bin/lint-imports --no-logo
step templates $bin/djlint templates --lint --quiet
step content $bin/jianyun content check
[ -z "$failed" ] || { echo "Failed:$failed"; exit 1; }
