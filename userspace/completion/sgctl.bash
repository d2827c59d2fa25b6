# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# bash completion for sgctl(8). Names of groups and NICs are asked of the kernel, with the
# options that are on the line already (-n, -a), and quietly nothing without the module.

# Names of devices are anybody's: not compgen -W, which expands its words as the shell does.
_sgctl_offer() {
	local words word quoted
	IFS=$' \t\n' read -r -d '' -a words <<<"$*"
	for word in "${words[@]}"; do
		printf -v quoted %q "$word"
		[[ $word == "$cur"* || $quoted == "$cur"* ]] && COMPREPLY+=("$quoted")
	done
	return 0
}

# First words of what "show" prints; a quoted one is not what the shell would have to be given.
_sgctl_names() {
	"${COMP_WORDS[0]}" -q -o "${sgctl_options[@]}" "$1" show 2>/dev/null | cut -d ' ' -f 1 | grep -v '^"'
}

_sgctl_devices() {
	local dev
	for dev in /sys/class/net/*; do
		echo "${dev##*/}"
	done
}

_sgctl_timeouts=(tcp-syn-sent tcp-syn-recv tcp-established tcp-fin-wait tcp-close-wait tcp-last-ack
	tcp-time-wait tcp-close tcp-syn-sent2 tcp-retrans tcp-unack udp udp-stream icmp icmpv6 sctp-closed
	sctp-cookie-wait sctp-cookie-echoed sctp-established sctp-shutdown-sent sctp-shutdown-recd
	sctp-shutdown-ack-sent sctp-heartbeat-sent gre gre-stream generic)

# The values of a word, or nothing if it is not one that has known values. Return: whether it has a value.
_sgctl_value() { # OBJECT COMMAND WORD
	case $3 in
	type) _sgctl_offer basic enterprise ;;
	inner) _sgctl_offer accept drop ;;
	proto) _sgctl_offer all tcp udp icmp icmpv6 gre sctp udplite esp ah igmp vrrp ;;
	port | src-port) _sgctl_offer all -1/-1 port-list ;;
	from | to) _sgctl_offer any group prefix-list ;;
	prefix-list | port-list) _sgctl_offer "$(_sgctl_names "$3")" ;;
	local) _sgctl_offer any ;;
	icmp-type) [ "$1" = explain ] || _sgctl_offer all ;;
	nic-type) _sgctl_offer internet intranet ;;
	helper) _sgctl_offer ftp none ;;
	side) _sgctl_offer guest host ;;
	spoof-check | log | pending) _sgctl_offer on off ;;
	state) _sgctl_offer enabled disabled audit ;;
	tracking) _sgctl_offer auto always strict ;;
	link-local) _sgctl_offer eui64 any ;;
	service) _sgctl_offer arp nd dhcp dhcpv6 igmp mld dhcp-server ra ;;
	vlan) _sgctl_offer none any ;;
	pair | ethertype) _sgctl_offer none ;;
	timeout) _sgctl_offer "${_sgctl_timeouts[@]}" ;;
	timeout-preset) _sgctl_offer cloud default ;;
	session-limit) _sgctl_offer none default ;;
	group) [ "$1" = nic ] && _sgctl_offer none; _sgctl_offer "$(_sgctl_names group)" ;;
	mac | addr) [ "$2" != set ] || _sgctl_offer none ;;
	vpc | priority | description | id | pickup) ;;
	*) return 1 ;;
	esac
}

# The words that may follow GROUP or DEV.
_sgctl_words() { # OBJECT COMMAND
	case $1-$2 in
	group-add | group-set) _sgctl_offer type vpc classic inner description ;;
	rule-add | rule-set | rule-del)
		_sgctl_offer ingress egress accept drop reject priority proto port from to src-port \
			local icmp-type nic-type helper log state description id
		;;
	nic-add | nic-set) _sgctl_offer group vpc classic side mac addr pair nic-type spoof-check link-local \
		service vlan ethertype tracking log pending \
		timeout timeout-preset session-limit pickup ;;
	esac
}

_sgctl_explain() { # arguments after "explain nic", the current one included
	case $# in
	1) _sgctl_offer "$(_sgctl_names nic)" ;;
	2) _sgctl_offer ingress egress ;;
	3) _sgctl_offer tcp udp icmp icmpv6 gre sctp udplite esp ah igmp vrrp ;;
	4 | 5) ;;
	*) _sgctl_offer icmp-type mac ;;
	esac
}

# The first argument of a command: what it is about.
_sgctl_head() { # OBJECT COMMAND
	case $1-$2 in
	group-add) ;;
	group-* | rule-* | member-*) _sgctl_offer "$(_sgctl_names group)" ;;
	*-list-add) ;;
	*-list-*) _sgctl_offer "$(_sgctl_names "$1")" ;;
	nic-add) _sgctl_offer "$(_sgctl_devices)" ;;
	nic-*) _sgctl_offer "$(_sgctl_names nic)" ;;
	session-show | session-flush) _sgctl_offer nic ;;
	quota-set)
		_sgctl_offer groups-per-nic rules-per-nic rules addresses-per-group members nics \
			list-entries
		;;
	esac
}

_sgctl_arguments() { # OBJECT COMMAND ARGUMENTS..., the current one included
	local object=$1 command=$2
	shift 2
	[ "$command" = delete ] && command=del
	case $object in
	explain)
		_sgctl_explain "$@"
		return
		;;
	session)
		if [ $# = 2 ]; then _sgctl_offer "$(_sgctl_names nic)"; else _sgctl_head "$object" "$command"; fi
		return
		;;
	esac
	if [ $# -gt 2 ] && [ "${*:$#-2:1}" = timeout ]; then
		_sgctl_offer default
	elif [ $# = 1 ]; then
		_sgctl_head "$object" "$command"
	elif ! _sgctl_value "$object" "$command" "$prev"; then
		_sgctl_words "$object" "$command"
	fi
}

_sgctl_command() { # OBJECT
	case $1 in
	group | rule | nic) _sgctl_offer add set del show help ;;
	member) _sgctl_offer add del show help ;;
	session) _sgctl_offer show flush help ;;
	prefix-list | port-list) _sgctl_offer add set del show help ;;
	quota) _sgctl_offer set show help ;;
	explain) _sgctl_offer nic help ;;
	monitor) _sgctl_offer events log help ;;
	save | restore) mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
	help) _sgctl_offer group rule member prefix-list port-list nic session quota explain flush save restore confirm monitor ;;
	esac
}

_sgctl() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} i
	local -a sgctl_options=()
	COMPREPLY=()
	for ((i = 1; i < COMP_CWORD; i++)); do
		case ${COMP_WORDS[i]} in
		-n | -a | --netns | --account)
			sgctl_options+=("${COMP_WORDS[i]}" "${COMP_WORDS[i+1]}")
			((i++))
			;;
		-b | --batch | --confirm) ((i++)) ;;
		-*) ;;
		*) break ;;
		esac
	done
	case $prev in
	-b | --batch) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
	-n | --netns) _sgctl_offer "$(ip netns list 2>/dev/null | cut -d ' ' -f 1)"; return ;;
	esac
	if ((i > COMP_CWORD)); then
		return
	elif ((i == COMP_CWORD)) && [[ $cur == -* ]]; then
		_sgctl_offer -j --json -p --pretty -s --stats -d --details -n --netns -a --account \
			-b --batch -g --graceful --confirm -c --check -o --oneline -q --quiet -V --version -h --help
	elif ((i == COMP_CWORD)); then
		_sgctl_offer group rule member prefix-list port-list nic session quota explain flush save restore confirm monitor help
	elif ((i + 1 == COMP_CWORD)); then
		_sgctl_command "${COMP_WORDS[i]}"
	else
		_sgctl_arguments "${COMP_WORDS[@]:i:COMP_CWORD-i+1}"
	fi
}

complete -F _sgctl sgctl
