#!/bin/sh
# source.sh DIR PACKAGE...: the upstream archives of Debian's source packages,
# into DIR, unless they are there. What cannot be had here is skipped, with a
# line that says so.
set -eu
mkdir -p "$1"
cd "$1"
shift
apt=$PWD/apt

skip() {
	echo "musl: skipped: $*"
	exit 0
}

# A machine that has source lists is asked for what they name; one that has
# none gets a list for this time. What is downloaded stands here in both cases,
# so that apt's own state stays as it is, and nobody needs to be root.
configure() {
	mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial"
	cat >"$apt/apt.conf" <<-END
		Dir::State::Lists "$apt/lists";
		Dir::Cache "$apt/cache";
		APT::Sandbox::User "";
		Acquire::Languages "none";
		Acquire::IndexTargets::deb::Packages::DefaultEnabled "false";
	END
	! grep -Erqs '^(deb-src|Types:.*deb-src)' /etc/apt/sources.list \
	    /etc/apt/sources.list.d || return 0
	keys=/usr/share/keyrings/debian-archive-keyring.gpg
	[ -e $keys ] || skip "no $keys"
	echo "deb-src [signed-by=$keys] http://deb.debian.org/debian bookworm main" \
	    >"$apt/sources.list"
	cat >>"$apt/apt.conf" <<-END
		Dir::Etc::SourceList "$apt/sources.list";
		Dir::Etc::SourceParts "-";
	END
}

missing=
for package; do
	ls "$package"_*.orig.tar.?z* >/dev/null 2>&1 ||
	    missing="$missing $package"
done
[ -n "$missing" ] || exit 0
command -v apt-get >/dev/null || skip "not a Debian system: no$missing"
configure
echo "musl: fetching the source of$missing"
(
	export APT_CONFIG="$apt/apt.conf"
	# shellcheck disable=SC2086 # words
	timeout 300 apt-get -q=2 update &&
	timeout 300 apt-get -q=2 source --download-only --tar-only $missing
) >source.log 2>&1 || {
	rm -rf "$apt"
	skip "no source of$missing: $(tail -n 1 source.log)"
}
rm -rf "$apt" source.log
