#!/bin/bash
# Resolves requirements/*.in into hashed locks. No lock may carry the address of an index.
set -euo pipefail

cd requirements
for name in bootstrap node runtime dev; do
  ../.venv/bin/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
    --no-emit-index-url -o "$name.txt" "$name.in"
  echo "lock: $name.txt $(grep -c '==' "$name.txt") packages"
done
