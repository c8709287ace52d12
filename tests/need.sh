#!/bin/sh
# need.sh GROUP...: installs the packages of these groups that are missing; if
# that cannot be done here, prints the one command that does it and fails.
top=$(cd "$(dirname "$0")/.." && pwd)
missing=
for group in "$@"; do
	for p in $(sed -n "s/^$group[[:space:]]//p" "$top/packages.txt"); do
		case $(dpkg-query -W -f '${Status}' "$p" 2>/dev/null) in
		*' installed') ;;
		*) missing="$missing $p" ;;
		esac
	done
done
[ -z "$missing" ] && exit 0
install="apt-get install -y --no-install-recommends$missing"
if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
	echo "need.sh: not a Debian system; these are needed:$missing" >&2
	exit 1
fi
if [ "$(id -u)" -ne 0 ]; then
	echo "need.sh: packages are missing; as root, run: $install" >&2
	exit 1
fi
echo "installing:$missing"
export DEBIAN_FRONTEND=noninteractive
{ apt-get update -qq && $install -qq; } >/dev/null
