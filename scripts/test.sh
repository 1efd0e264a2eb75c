#!/bin/sh
# The checks, then the tests in batches, longest first, taken from one list by two lanes for two cores: database tests on
# PostgreSQL, everything else on SQLite, stories in a browser. --full adds the slow tests.
set -eu
cd "$(dirname "$0")/.."
few="not slow"
[ "${1:-}" != --full ] || few="slow or not slow"
scripts/check.sh
logs=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$logs"' EXIT INT TERM

cat >"$logs/.batches" <<BATCHES
run "all tests but stories, on SQLite" --database=sqlite -m "$few" --ignore=tests/journeys
run "database tests on PostgreSQL" --database=postgresql -m "database and ($few)"
run "stories in a browser, n to z" --database=sqlite -m "$few" tests/journeys/test_[n-z]*.py
run "stories in a browser, f to m" --database=sqlite -m "$few" tests/journeys/test_[f-m]*.py
run "stories in a browser, a to e" --database=sqlite -m "$few" tests/journeys/test_[a-e]*.py
BATCHES
echo 1 >"$logs/.next"

run() { # run NAME ARGUMENTS...: one batch; what it says is shown in one piece once it is over
    name=$1
    shift
    if .venv/bin/python -m pytest -p no:cacheprovider "$@" >"$logs/$name" 2>&1; then said=passed; else said=FAILED; fi
    echo "$said: $name"
    [ "$said" = passed ] || touch "$logs/.failed"
    cat "$logs/$name"
}

take() { # the next batch nobody has taken, empty when there is none
    (
        flock 9
        number=$(cat "$logs/.next")
        echo $((number + 1)) >"$logs/.next"
        sed -n "${number}p" "$logs/.batches"
    ) 9>"$logs/.lock"
}

lane() {
    while batch=$(take) && [ -n "$batch" ]; do eval "$batch"; done
}

echo "Two lanes of tests; each batch is shown when it is over, which takes minutes."
lane &
lane &
wait
[ ! -e "$logs/.failed" ]
