#!/bin/bash
# Makes the virtual environment and puts the pinned, hash-checked uv into it.
#   PYTHON=python3 tools/create_venv.sh .venv
set -euo pipefail

venv=$1
python=${PYTHON:-python3}

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
  echo "setup: Python 3.11 or newer is needed; name it with PYTHON=..." >&2
  exit 1
fi

# Debian splits ensurepip off into python3-venv; only root can add it.
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
  if [ "$(id -u)" != 0 ]; then
    echo "setup: this Python has no venv module; install the package python3-venv, then start again" >&2
    exit 1
  fi
  echo "setup: installing python3-venv"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3-venv >/dev/null
fi

if [ ! -x "$venv/bin/python" ]; then
  echo "setup: $venv"
  "$python" -m venv "$venv"
fi
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes \
  -r requirements/bootstrap.txt
