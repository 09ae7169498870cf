#!/bin/bash
# Debian packages that a step needs beyond Python and Node. As root the missing ones are installed; as a user
# they are named, and what needs them fails with the reason instead of being skipped.
#   tools/system_packages.sh test|demo|messages
set -euo pipefail

declare -A COMMAND_OF=(
  [chromium]=chromium
  [espeak-ng]=espeak-ng
  [ffmpeg]=ffmpeg
  [gettext]=msgfmt
  [nginx-light]=/usr/sbin/nginx
)

case "${1:-}" in
  test) wanted=(chromium ffmpeg gettext nginx-light) ;;
  demo) wanted=(espeak-ng ffmpeg) ;;
  messages) wanted=(gettext) ;;
  *) echo "usage: tools/system_packages.sh test|demo|messages" >&2 && exit 2 ;;
esac

missing=()
for package in "${wanted[@]}"; do
  command -v "${COMMAND_OF[$package]}" >/dev/null || missing+=("$package")
done
if [ ${#missing[@]} = 0 ]; then exit 0; fi

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  echo "setup: not installed, and only root can: ${missing[*]}" >&2
  exit 0
fi
echo "setup: installing ${missing[*]}"
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
