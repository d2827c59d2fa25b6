# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# What the rig's programs share: messages, the cache, locks, and packages of any
# Debian suite. Sourced, by bash, after `set -euo pipefail`.

RIG=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck disable=SC2034 # used by those who source this
REPOSITORY=$(cd "$RIG/../.." && pwd)
CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/secgroup
mkdir -p "$CACHE"

say()
{
	printf '%s: %s\n' "${0##*/}" "$*" >&2
}

die()
{
	say "$*"
	exit 99
}

# need TOOL PACKAGE: refuse to go on without a program, naming its package.
need()
{
	command -v "$1" >/dev/null || PATH=$PATH:/usr/sbin:/sbin command -v "$1" >/dev/null ||
		die "$1 is missing: it is in the Debian package $2 (tests/rig/deps check --install)"
}

# with_lock FILE COMMAND...: run COMMAND, nobody else holding FILE. The descriptor
# is not left to COMMAND's children, so that none of them can hold on to the lock.
with_lock()
{
	local file=$1 fd

	shift
	need flock util-linux
	exec {fd}>>"$file"
	flock "$fd"
	"$@" {fd}>&-
	exec {fd}>&-
}

# hash_of FILE...: a short name for what the files say.
hash_of()
{
	cat "$@" | sha256sum | cut -c 1-12
}

# suite_apt SUITE COMMAND ARGS...: apt for another suite of the machine's own Debian
# mirror, with lists and cache of its own; the machine's are not touched. apt checks
# the suite's signature against Debian's keyring and each package against the suite.
suite_apt()
{
	local suite=$1 command=$2

	shift 2
	"$command" -qq -o Dir::Etc::SourceList="$CACHE/apt/$suite/sources.list" \
		-o Dir::Etc::SourceParts=/dev/null -o Dir::Etc::PreferencesParts=/dev/null \
		-o Dir::State::Lists="$CACHE/apt/$suite/lists" -o Dir::Cache="$CACHE/apt/$suite/cache" \
		-o APT::Sandbox::User="$(id -un)" -o Acquire::Check-Valid-Until=false \
		-o Acquire::Languages=none "$@"
}

# suite_update SUITE: fetch the suite's list of packages from the mirror that the
# machine gets its own packages from. Needs the lock on $CACHE/apt.lock.
suite_update()
{
	local suite=$1 dir=$CACHE/apt/$1 uri

	need apt-get apt
	[ -e /usr/share/keyrings/debian-archive-keyring.gpg ] ||
		die "Debian's keys are missing: install the package debian-archive-keyring"
	mkdir -p "$dir/lists/partial" "$dir/cache/archives/partial"
	# shellcheck disable=SC2016 # the word is apt's, not the shell's
	for uri in $(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' |
		     grep -v -e security | sort -u); do
		echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]" \
			"$uri $suite main" >"$dir/sources.list"
		suite_apt "$suite" apt-get update --error-on=any 2>"$dir/log" && return 0
	done
	say "no mirror of this machine's apt sources gives the Debian suite $suite:"
	cat "$dir/log" >&2 || true
	return 1
}

# suite_unpack SUITE PACKAGE DIR: download and unpack one package into DIR, which is
# made, whole or not at all. Needs the lock on $CACHE/apt.lock, and suite_update.
suite_unpack()
{
	local suite=$1 package=$2 dir=$3 tmp

	need dpkg-deb dpkg
	mkdir -p "$(dirname "$dir")"
	tmp=$(mktemp -d "$dir.XXXXXX")
	if (cd "$tmp" && suite_apt "$suite" apt-get download "$package" &&
	    dpkg-deb -x ./*.deb root) >&2; then
		rm -rf "$dir"
		mv -T "$tmp/root" "$dir"
		rm -rf "$tmp"
		return 0
	fi
	rm -rf "$tmp"
	say "could not download $package of Debian $suite"
	return 1
}
