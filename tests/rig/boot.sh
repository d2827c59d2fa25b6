# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# What `uml` and `qemu` have in common: the command line, the module for a kernel, the
# directory shared with the guest, and the verdict. Sourced after lib.sh.

# Seconds that a guest may take to begin with the script.
boot_limit=${RIG_BOOT_LIMIT:-120}

boot_options='
  --no-module    boot without secgroup.ko
  --mem N        give the guest N megabytes of memory
  --timeout N    end the guest after N seconds (600)
  --append WORD  one more parameter of the kernel

  SCRIPT runs as root in the guest, with the repository as its working directory and the
  machine'\''s root directory as its own; what it writes there is gone afterwards. /tmp, /run,
  /proc, /sys and /dev are the guest'\''s. Its standard output and error are passed on as
  they are; the kernel'\''s messages go elsewhere and are shown if something is wrong.
  RIG in its environment is uml or qemu. secgroup.ko is loaded before: SECGROUP_KO if
  that is set, else the repository'\''s, built for that kernel.

Status: the script'\''s own, but
  98    if that was 0 and the kernel reported a bug, a leak or a lock that may hang, or
        the module could not be unloaded at the end
  99    if the rig failed: a tool is missing, the module does not build or load, the
        guest died
  124   if time ran out'

# parse_options ARGS...: what all guests understand. Sets module, mem, timeout and
# append, and script to what remains. An option that is not common is given to own_option, with the
# word after it; it returns how many of the two it took, or dies.
parse_options()
{
	while [ $# -gt 0 ]; do
		case $1 in
		--no-module) module=; shift ;;
		--mem) mem=$(number "$@"); shift 2 ;;
		--timeout) timeout=$(number "$@"); shift 2 ;;
		--append) append+=("${2:?--append needs a parameter}"); shift 2 ;;
		-h | --help) usage; exit 0 ;;
		-*)
			own_option "$@"
			shift "$taken"
			;;
		*) break ;;
		esac
	done
	script=("$@")
	[ $# -gt 0 ] || { usage >&2; exit 99; }
}

# number OPTION VALUE...: the value, if it is a positive whole number.
number()
{
	[[ ${2:-} =~ ^[1-9][0-9]*$ ]] || die "$1 needs a positive whole number, not '${2:-}'"
	echo "$2"
}

# link_sources DIR: a tree of links to the sources of the module and of the KUnit tests, which
# share headers with the unit tests.
link_sources()
{
	local dir=$1

	mkdir -p "$dir"
	find "$dir" -xtype l -delete
	(cd "$REPOSITORY" && find "$PWD/Kbuild" "$PWD/Makefile" "$PWD/module" "$PWD/uapi" \
		"$PWD/tests/kunit" "$PWD/tests/unit" \
		\( -name '*.[ch]' -o -name Kbuild -o -name Makefile \) \
		! -name '*.mod.c' -print0 2>/dev/null || true) |
		xargs -0 cp -sf --parents -t "$dir"
}

# make_module DIR KDIR ARCH KUNIT: the part of build_module that one at a time may do.
make_module()
{
	link_sources "$1"
	nice make -C "$1$REPOSITORY" module KDIR="$2" ${3:+ARCH="$3"} \
		${4:+SECGROUP_KUNIT=1} >"$1.log" 2>&1 && return
	cat "$1.log" >&2
	die "the module does not build for the kernel in $2"
}

# build_module KDIR [ARCH [kunit]]: build secgroup.ko for that kernel, and set built to the
# directory in which it is. It is built among links to the sources, in the cache: the
# repository stays as it is, and builds for two kernels do not meet.
# shellcheck disable=SC2034 # built is for the caller
build_module()
{
	local dir

	dir=$CACHE/module/$(printf '%s\n' "$REPOSITORY" "$1" "${3:-}" | hash_of -)
	mkdir -p "$dir"
	with_lock "$dir.lock" make_module "$dir" "$1" "${2:-}" "${3:-}"
	built=$dir$REPOSITORY
}

# new_run NAME: make the directory that is shared with the guest ($run), which goes when
# the program ends, and choose where the kernel's messages go ($console).
new_run()
{
	mkdir -p "$CACHE/run" "$CACHE/log"
	find "$CACHE/log" -type f -mtime +3 -delete
	run=$(mktemp -d "$CACHE/run/$1.XXXXXX")
	console=$CACHE/log/${run##*/}
	trap 'rm -rf "$run"' EXIT
	mkfifo "$run/stdout" "$run/stderr"
	write_command "$1" >"$run/command"
}

# What the guest sources to run the script, which has the rig's name in RIG and the shared directory in
# RIG_DIR. A relative script is looked for where the caller is; anything without a slash is a command of
# the guest's.
write_command()
{
	local name=${script[0]}

	case $name in
	*/*)
		[ -e "$name" ] || [ ! -e "$REPOSITORY/$name" ] || name=$REPOSITORY/$name
		[ -x "$name" ] || die "$name is not a program"
		name=$(realpath "$name")
		;;
	esac
	echo "cd $(quote "$REPOSITORY") || exit 99"
	echo "exec env -i HOME=/root PATH=\"\$PATH\" LANG=C.UTF-8 RIG=$1 RIG_DIR=\"\$rig_dir\"" \
		"$(quote "$name" "${script[@]:1}")"
}

# quote WORD...: so that any POSIX shell reads them as they are.
quote()
{
	local word

	for word; do
		printf "'%s' " "${word//\'/\'\\\'\'}"
	done
}

# begins PID: wait until the guest begins with the script, or ends. False if that takes too long.
begins()
{
	local end=$((SECONDS + boot_limit))

	until grep -aq 'rig: begin' "$console"; do
		kill -0 "$1" || return 0
		[ "$SECONDS" -lt "$end" ] || return 1
		sleep 0.1
	done
}

# boot COMMAND...: one boot, to its end. Sets rc to the status of COMMAND, or to "hung".
boot()
{
	local carriers

	cat "$run/stdout" &
	carriers=$!
	cat "$run/stderr" >&2 &
	carriers="$carriers $!"
	# In a shell of its own, whose remarks about killed processes nobody needs.
	rc=$(
		exec 2>/dev/null
		timeout --signal=KILL "$timeout" "$@" 5>"$run/stdout" 6>"$run/stderr" \
			>"$console" 2>&1 </dev/null &
		guest=$!
		if begins $guest; then
			wait $guest
			echo $?
		else
			kill $guest
			wait $guest
			echo hung
		fi
	)
	# shellcheck disable=SC2086 # a list of processes
	wait $carriers
}

# run_guest COMMAND...: boot, passing on what the script writes. COMMAND finds the writing
# ends for it open as descriptors 5 and 6. Everything that it starts ends with it.
#
# An emulated processor sometimes hangs while the kernel patches its own code at boot. Neither
# module nor script have run by then: it is started again, and said.
run_guest()
{
	local rc tries=3

	: >"$console"
	boot "$@"
	while [ "$rc" = hung ]; do
		tries=$((tries - 1))
		say "the guest hung before it began with the script; all it said: $console"
		[ "$tries" -gt 0 ] || exit 124
		console=$console.again
		: >"$console"
		boot "$@"
	done
	if [ "$rc" -eq 137 ]; then
		tail -n 40 "$console" >&2
		say "the guest did not end within $timeout seconds; all it said: $console"
		exit 124
	fi
}

# value NAME: what the guest wrote about it.
value()
{
	[ ! -e "$run/result" ] || sed -n "s/^$1=//p" "$run/result" | tail -n 1
}

# complain STATUS MESSAGE: the guest's messages stay for the reader, and the rig fails.
complain()
{
	say "$2; all the kernel said: $console"
	exit "$1"
}

# W (9), D (7), B (5), M (4), L (14): the kernel saw a warning, died, found a bad page, had
# a machine check or a lockup. A module from outside the tree is no fault.
bad_taints=$((1 << 4 | 1 << 5 | 1 << 7 | 1 << 9 | 1 << 14))

# without_foreign_races: leave out what KCSAN reports of races that no code of the module takes part in.
# The kernel has many. A report is between two lines of "=", and what an interrupt interrupted takes no part.
without_foreign_races()
{
	awk '
	/ =+\r?$/ {
		if (report != "" && (report !~ /BUG: KCSAN/ || ours))
			printf "%s%s\n", report, $0
		report = report == "" ? $0 "\n" : ""
		ours = interrupted = 0
		next
	}
	report != "" {
		report = report $0 "\n"
		if (/ by (task|interrupt) /)
			interrupted = 0
		else if (/ asm_/)
			interrupted = 1
		else if (/\[secgroup\]/ && !interrupted)
			ours = 1
		next
	}
	{ print }
	END { printf "%s", report }'
}

# said: what the kernel said since the guest began, or all of it if it did not get there.
said()
{
	if grep -aq 'rig: begin' "$console"; then
		sed '1,/rig: begin/d' "$console"
	else
		cat "$console"
	fi | without_foreign_races
}

# verdict: end with the script's status, unless the kernel says otherwise.
verdict()
{
	local status tainted

	status=$(value exit) tainted=$(value tainted)
	if [ -n "$(value load)" ]; then
		complain 99 "secgroup.ko cannot be loaded: $(value load)"
	elif said | grep -aEc -f "$RIG/splats" >/dev/null || (( ${tainted:-0} & bad_taints )); then
		said | grep -aE -A 40 -f "$RIG/splats" | head -n 120 >&2 || true
		[ "${status:-0}" -ne 0 ] || status=98
		complain "$status" "the kernel complained"
	elif [ -z "$status" ] || [ -z "$tainted" ]; then
		tail -n 40 "$console" >&2
		complain 99 "the guest died"
	elif [ -s "$run/kmemleak" ]; then
		cat "$run/kmemleak" >&2
		[ "$status" -ne 0 ] || status=98
		complain "$status" "kernel memory leaked"
	elif [ -n "$(value unload)" ]; then
		[ "$status" -ne 0 ] || status=98
		complain "$status" "after the script the module could not be unloaded: $(value unload)"
	elif [ "$status" -eq 0 ]; then
		rm -f "$console"
	fi
	exit "$status"
}
