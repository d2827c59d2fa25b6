# SPDX-License-Identifier: GPL-2.0-only
"""What else one could put between the bridge and tap0 of tests/perf/packet, in the initial namespace.

Each peer judges datagrams towards the instance by rules of one prefix and one port each, as its users would write
it who know how to make it fast, and lets the answers back by state where it has any.
"""

import os
import socket
import subprocess
import time

SOURCE = "203.0.113.1"
PORT = 9
BPF = os.path.join(os.path.dirname(os.path.realpath(__file__)), "peer.bpf")


def run(*words, **options):
    done = subprocess.run(words, check=False, text=True, capture_output=True, **options)
    if done.returncode:
        raise SystemExit(f"{' '.join(words)}: {done.stderr or done.stdout}")
    return done.stdout


def in_host(*words, **options):
    """In the initial namespace, whichever this process is in."""
    return run("nsenter", "--net=/proc/1/ns/net", *words, **options)


def sources(rules):
    """What the rules accept from: the last of them is where the datagrams come from."""
    return [f"10.{n >> 8}.{n & 255}.1/32" for n in range(rules - 1)] + [f"{SOURCE}/24"]


def build():
    """On the machine, for the guest to find."""
    run("clang", "-O2", "-g", "-target", "bpf", f"-I/usr/include/{os.uname().machine}-linux-gnu",
        "-c", BPF + ".c", "-o", BPF + ".o")


class Peer:
    """set(sources, proto) makes it accept that protocol, to PORT, from these prefixes; clear() takes it away."""

    name = None

    def title(self, rules):
        return self.name + (f", {rules} rules" if rules else "")


class Nft(Peer):
    """A ruleset; what was tracked by the one before is forgotten."""

    def __init__(self, name, rules, text):
        self.name, self.rules, self.text = name, rules, text

    @staticmethod
    def load(text):
        in_host("nft", "-f", "-", input="flush ruleset\n" + text)
        in_host("conntrack", "-F")

    def set(self, prefixes, proto="udp"):
        elements = ", ".join(f"{prefix} . {PORT}" for prefix in prefixes)
        self.load(self.text % (elements, proto, proto) if prefixes else self.text)

    def clear(self):
        self.load("")


class Ebpf(Peer):
    """peer.bpf.c at the egress of tap0, which needs nothing for the answers."""

    name, rules = "eBPF at tc", (1, 100, 10000)

    def set(self, prefixes, proto="udp"):
        in_host("tc", "qdisc", "add", "dev", "tap0", "clsact")
        in_host("tc", "filter", "add", "dev", "tap0", "egress", "bpf", "direct-action", "object-file", BPF + ".o",
                "section", "tc")
        lines = []
        for number, source in enumerate(prefixes, 1):
            addr, length = source.split("/")
            class_id = number.to_bytes(4, "little")
            prefix = int(length).to_bytes(4, "little") + bytes(map(int, addr.split(".")))
            service = class_id + getattr(socket, f"IPPROTO_{proto.upper()}").to_bytes(2, "little") + PORT.to_bytes(2, "big")
            lines += [self.update("prefixes", prefix, class_id), self.update("services", service, b"\1\0\0\0")]
        in_host("bpftool", "batch", "file", "-", input="".join(lines))

    @staticmethod
    def update(name, key, value):
        return f"map update name {name} key hex {key.hex(' ')} value hex {value.hex(' ')}\n"

    @staticmethod
    def clear():
        in_host("tc", "qdisc", "del", "dev", "tap0", "clsact")


class OpenVswitch(Peer):
    """In the bridge's place; tracked flows first, then the rules, as flows."""

    name, rules = "Open vSwitch with ct", (1, 100, 10000)
    directory = "/run/peer-ovs"
    socket = f"unix:{directory}/db.sock"
    environment = {**os.environ, "OVS_RUNDIR": directory, "OVS_LOGDIR": directory, "OVS_DBDIR": directory}
    daemons = []

    def start(self):
        os.makedirs(self.directory, exist_ok=True)
        run("modprobe", "openvswitch")
        run("ovsdb-tool", "create", f"{self.directory}/conf.db", "/usr/share/openvswitch/vswitch.ovsschema")
        self.spawn("ovsdb-server", f"{self.directory}/conf.db", f"--remote=p{self.socket}")
        while not os.path.exists(f"{self.directory}/db.sock"):
            time.sleep(0.1)
        self.vsctl("--no-wait", "init")
        self.spawn("ovs-vswitchd", self.socket)

    def spawn(self, *words):
        self.daemons.append(subprocess.Popen(["nsenter", "--net=/proc/1/ns/net", *words], env=self.environment,
                                             stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))

    def vsctl(self, *words):
        in_host("ovs-vsctl", f"--db={self.socket}", "--timeout=120", *words, env=self.environment)

    def ofctl(self, *words, **options):
        in_host("ovs-ofctl", words[0], f"unix:{self.directory}/peer.mgmt", *words[1:], env=self.environment, **options)

    def set(self, prefixes, proto="udp"):
        if not self.daemons:
            self.start()
        self.vsctl("add-br", "peer", "--", "set-fail-mode", "peer", "secure")
        for dev in ("up0", "tap0"):
            in_host("ip", "link", "set", dev, "nomaster")
            self.vsctl("add-port", "peer", dev)
        up, tap = "in_port=up0", "in_port=tap0"
        flows = ["priority=9,arp,actions=normal", "ip,ct_state=-trk,actions=ct(table=1)",
                 f"table=1,priority=9,{up},ct_state=+trk+est,ip,actions=output:tap0",
                 f"table=1,priority=9,{tap},ct_state=+trk+est,ip,actions=output:up0"]
        flows += [f"table=1,{up},ct_state=+trk+new,{proto},nw_src={source},tp_dst={PORT},actions=ct(commit),output:tap0"
                  for source in prefixes]
        self.ofctl("add-flows", "-", input="\n".join(flows) + "\n")

    def clear(self):
        self.vsctl("del-br", "peer")
        for dev in ("up0", "tap0"):
            in_host("ip", "link", "set", dev, "master", "br0")
        in_host("conntrack", "-F")


NO_OP = "table netdev peer { chain judge { type filter hook egress device tap0 priority 0; }; }"
# The bridge's connection tracking comes with the first expression that needs it, wherever that is.
CONNTRACK = """table bridge peer {
	chain unused { ct state new; }
	chain judge { type filter hook forward priority 0; }
}"""
RULES = """table bridge peer {
	set services { type ipv4_addr . inet_service; flags interval; elements = { %s } }
	chain judge {
		type filter hook forward priority 0; policy drop;
		ct state established,related accept
		meta protocol ip meta l4proto %s ip saddr . %s dport @services accept
		meta protocol arp accept
	}
}"""

SETS = [Nft("nft, established first, a set", (1, 100, 10000), RULES), Ebpf()]
# Open vSwitch last: once its ct() was used, each entry of conntrack in the namespace has room for labels.
ALL = [Nft("nft, nothing at egress", (0,), NO_OP), Nft("bridge conntrack, no rules", (0,), CONNTRACK), *SETS,
       OpenVswitch()]
