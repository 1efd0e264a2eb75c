#!/bin/sh
# Pin every dependency by version and hash into requirements.txt and requirements-dev.txt.
# Needs uv. Pass --upgrade to move to the newest versions the ranges in pyproject.toml allow.
set -eu
cd "$(dirname "$0")/.."
flags="--universal --generate-hashes --no-header --no-annotate --python-version 3.11 --quiet"
# shellcheck disable=SC2086
uv pip compile $flags "$@" --group build pyproject.toml -o requirements.txt
# shellcheck disable=SC2086
uv pip compile $flags "$@" --group build --group dev -c requirements.txt pyproject.toml -o requirements-dev.txt
