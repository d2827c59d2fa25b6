# SPDX-License-Identifier: GPL-2.0-only
"""A small cloud on one machine, and the words to test it with.

The *host* is a network namespace with bridges, one bridge for each VPC. A
*machine* is a namespace with one interface, eth0, whose other end is a device of
the host that hangs on a bridge. A machine whose device was given to `sgctl nic add`
is an instance; any other is somebody outside: its device is never judged (P-3).

All addresses are on-link, so that a client can have any address that the guide
names without routers in between. Two bridges never meet: two VPCs may use the
same addresses.

Nothing here waits for a fixed time: what must happen is polled for, generously,
since the same cases run under software emulation; what must not happen is held to
be proved when the NIC in question has counted a drop of it, and shortly afterwards it still has not
happened.

Runs as root. Everything made is unmade when the program ends: namespaces have random names, and
only processes that were started here are ended.
"""

import atexit
import ctypes
import ipaddress
import json
import os
import secrets
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback

REPOSITORY = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SGCTL = os.environ.get("SGCTL", os.path.join(REPOSITORY, "userspace", "sgctl"))

# Seconds within which something that must happen has to happen.
LIMIT = float(os.environ.get("LAB_LIMIT", "90"))
# Seconds for which something that must not happen is watched after its packet was dropped.
PATIENCE = float(os.environ.get("LAB_PATIENCE", "0.4"))

CLONE_NEWNET = 0x40000000
libc = ctypes.CDLL(None, use_errno=True)


class LabError(Exception):
    """The lab itself does not work: the cases cannot be decided."""


def poll(condition, limit=LIMIT):
    """Call condition until it returns something true; None if it never does."""
    end = time.monotonic() + limit
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            return None
        time.sleep(0.01)


def wait_for(what, condition, limit=LIMIT):
    """Like poll(), for what the cases rest upon: LabError if it never comes."""
    value = poll(condition, limit)
    if value is None:
        raise LabError(f"waited {limit:g} s for {what}")
    return value


def run(*argv, stdin=None):
    """Run a command that must succeed; its standard output."""
    done = subprocess.run(argv, input=stdin, capture_output=True, text=True)
    if done.returncode:
        raise LabError(f"{shlex.join(argv)}: {done.stderr.strip() or done.returncode}")
    return done.stdout


def tool(name, package):
    """The path of a program; LabError that names its Debian package if it is missing."""
    path = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    if not path:
        raise LabError(f"{name} is missing (Debian package {package})")
    return path


class Tap:
    """The results, in the Test Anything Protocol, and the exit status that they make."""

    def __init__(self):
        self.count = 0
        self.failed = 0
        print("TAP version 13", flush=True)

    def ok(self, passed, name, *diagnostics):
        """One result. The diagnostics are printed if it is a failure."""
        self.count += 1
        print(f"{'ok' if passed else 'not ok'} {self.count} - {name}", flush=True)
        if not passed:
            self.failed += 1
            for text in diagnostics:
                self.diagnose(str(text))
        return bool(passed)

    def equal(self, got, expected, name):
        return self.ok(got == expected, name, f"expected {expected!r}", f"got      {got!r}")

    def skip(self, name, reason):
        self.count += 1
        print(f"ok {self.count} - {name} # SKIP {reason}", flush=True)

    def diagnose(self, text):
        for line in text.splitlines():
            print(f"# {line}", flush=True)

    def end(self):
        print(f"1..{self.count}", flush=True)
        return 1 if self.failed or not self.count else 0


class Namespace:
    """A network namespace with a random name. `with ns:` moves the thread into it."""

    def __init__(self, label):
        self.name = f"lab-{label}-{secrets.token_hex(3)}"
        run("ip", "netns", "add", self.name)
        self.fd = os.open(f"/run/netns/{self.name}", os.O_RDONLY | os.O_CLOEXEC)
        self.outside = []
        with self:
            # Nothing but what the cases send: no router solicitations, no
            # duplicate address detection.
            if not os.path.exists("/proc/sys/net/ipv6"):
                return  # ipv6.disable=1
            for setting, value in (("accept_dad", 0), ("router_solicitations", 0)):
                for where in ("all", "default"):
                    self.sysctl(f"ipv6/conf/{where}/{setting}", value)

    def __enter__(self):
        self.outside.append(os.open("/proc/thread-self/ns/net", os.O_RDONLY | os.O_CLOEXEC))
        self.switch(self.fd)
        return self

    def __exit__(self, *_):
        back = self.outside.pop()
        self.switch(back)
        os.close(back)

    @staticmethod
    def switch(fd):
        if libc.setns(fd, CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), "setns")

    @staticmethod
    def sysctl(name, value):
        """Set a net.* value; the thread must be in the namespace."""
        with open(f"/proc/sys/net/{name}", "w", encoding="ascii") as file:
            file.write(str(value))

    def ip(self, batch):
        """Commands of ip(8), one a line."""
        run("ip", "-n", self.name, "-batch", "-", stdin=batch)

    def popen(self, *argv, **options):
        """Start a program in the namespace, in a session of its own."""
        with self:
            return subprocess.Popen(argv, start_new_session=True, **options)

    def listens(self, port, protocol="tcp"):
        """Is there a socket that listens on (or, for udp, is bound to) the port?"""
        state = "0A" if protocol == "tcp" else "07"
        with self:
            for name in (protocol, protocol + "6"):
                with open(f"/proc/thread-self/net/{name}", encoding="ascii") as file:
                    for line in file.readlines()[1:]:
                        fields = line.split()
                        if fields[3] == state and int(fields[1].rsplit(":", 1)[1], 16) == port:
                            return True
        return False

    def delete(self):
        """End what runs in it and let it go; may be called again."""
        if self.fd is None:
            return
        for pid in run("ip", "netns", "pids", self.name).split():
            try:
                os.kill(int(pid), signal.SIGKILL)
            except ProcessLookupError:
                pass
        os.close(self.fd)
        self.fd = None
        run("ip", "netns", "del", self.name)


class Machine(Namespace):
    """A namespace with one interface; see Lab.machine()."""

    def __init__(self, label, dev, mac, addrs):
        super().__init__(label)
        self.label = label
        self.dev = dev
        self.mac = mac
        self.addrs = addrs

    def address(self, like):
        """The machine's own address of the family of another address."""
        version = ipaddress.ip_address(like).version
        for addr in self.addrs:
            if ipaddress.ip_address(addr).version == version:
                return addr
        raise LabError(f"{self.label} has no IPv{version} address")

    @property
    def addr(self):
        return self.addrs[0]


class Itself:
    """The host as a machine whose interface is one of its own devices."""

    address = Machine.address
    addr = Machine.addr

    def __init__(self, lab, dev, *addrs):
        self.namespace = lab.host
        self.label = "host"
        self.dev = dev
        self.addrs = addrs

    def __getattr__(self, name):
        return getattr(self.namespace, name)


class Attempt:
    """One try of a client to reach something.

    It succeeds if the command ends with status 0 and what it prints contains
    `expect`. `flow` is (protocol, destination, port or None): what `explain` is asked.
    """

    def __init__(self, client, what, flow, argv, expect=""):
        self.client = client
        self.what = f"{client.label} {what}"
        self.flow = flow
        self.argv = argv
        self.expect = expect
        self.process = None
        self.output = ""

    def start(self):
        self.process = self.client.popen(*self.argv, stdin=subprocess.DEVNULL,
                                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def result(self):
        """None while it runs, then whether it succeeded."""
        if self.process.poll() is None:
            return None
        if self.process.stdout:
            self.output += self.process.stdout.read().decode(errors="replace")
            self.process.stdout.close()
            self.process.stdout = None
        return self.process.returncode == 0 and self.expect in self.output

    def stop(self):
        """End it; what it was at that moment."""
        result = self.result()
        if result is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.result()
        return result

    def packet(self):
        """The opening packet in the words of `sgctl explain`."""
        protocol, dst, port = self.flow
        src = self.client.address(dst)
        if protocol in ("icmp", "icmpv6"):
            return f"{protocol} {src} {dst} icmp-type {8 if protocol == 'icmp' else 128}"
        return f"{protocol} {endpoint(src, 40000)} {endpoint(dst, port)}"


def endpoint(addr, port):
    return f"[{addr}]:{port}" if ":" in addr else f"{addr}:{port}"


class Lab:
    """The host, its bridges and the machines; and the words to judge them with."""

    spoof_check = True  # of what attach() attaches; off for who sends frames made by hand

    def __init__(self, tap):
        if os.geteuid():
            raise LabError("run as root")
        self.tap = tap
        self.directory = tempfile.mkdtemp(prefix="lab-")
        os.chmod(self.directory, 0o755)
        self.namespaces = []
        self.processes = []
        self.host = self.keep(Namespace("host"))
        self.where = self.host  # the namespace that sgctl acts in
        with self.host:
            if os.path.exists("/proc/sys/net/ipv6"):
                for where in ("all", "default"):
                    self.host.sysctl(f"ipv6/conf/{where}/disable_ipv6", 1)

    def keep(self, namespace):
        self.namespaces.append(namespace)
        namespace.ip("link set lo up\n")
        return namespace

    def close(self):
        """Unmake everything; may be called again."""
        for process, how in reversed(self.processes):
            end(process, how)
        self.processes.clear()
        # The host last: instances vanish before what they hang on.
        while self.namespaces:
            self.namespaces.pop().delete()
        shutil.rmtree(self.directory, ignore_errors=True)

    # --- topology ---

    def bridge(self, name):
        """A bridge of the host: the wire of one VPC, or of the classic network."""
        self.host.ip(f"link add name {name} type bridge forward_delay 0 mcast_snooping 0\n"
                     f"link set dev {name} up\n")
        return name

    def machine(self, label, bridge, *addrs, tap=False, dev=None, bare=False):
        """A machine called label; on the host its device has the same name, unless dev says another.

        With tap, a program joins the host's tap to one of the machine's, as a
        virtual machine monitor would. A bare one has no device yet.
        """
        mac = "52:54:00:" + ":".join(f"{byte:02x}" for byte in secrets.token_bytes(3))
        machine = self.keep(Machine(label, dev or label, mac, addrs))
        if bare:
            return machine
        if tap:
            if not os.path.exists("/dev/net/tun"):
                run(tool("modprobe", "kmod"), "tun")
            self.start(os.path.join(REPOSITORY, "tests/netns/tap-cable"),
                       self.host.name, machine.dev, machine.name, "eth0")
            wait_for(f"tap {machine.dev}", lambda: self.has_device(machine.dev))
        else:
            self.host.ip(f"link add name {machine.dev} type veth peer name eth0 "
                         f"netns {machine.name}\n")
        self.plug(machine, bridge)
        return machine

    def plug(self, machine, bridge):
        """Bring both ends of a machine's device up, the host's on the bridge."""
        self.host.ip(f"link set dev {machine.dev} master {bridge} up\n")
        self.equip(machine)
        wait_for(f"bridge port {machine.dev}", lambda: self.forwards(machine.dev))

    def equip(self, machine):
        """Bring a machine's eth0 up, with its addresses and routes."""
        batch = f"link set dev eth0 address {machine.mac} up\n"
        for addr in machine.addrs:
            batch += f"addr add {addr} dev eth0 {'nodad' if ':' in addr else ''}\n"
        for default in sorted({"::/0" if ":" in addr else "0.0.0.0/0"
                               for addr in machine.addrs}):
            batch += f"route add {default} dev eth0\n"
        machine.ip(batch)

    def ip_fails(self, words):
        """What ip(8) says on the host if it fails, "" if it does not."""
        done = subprocess.run(["ip", "-n", self.host.name, *shlex.split(words)],
                              capture_output=True, text=True)
        return (done.stderr.strip() or str(done.returncode)) if done.returncode else ""

    def has_device(self, dev):
        """Has the host this device?"""
        with self.host, open("/proc/thread-self/net/dev", encoding="ascii") as file:
            return any(line.split(":")[0].strip() == dev for line in file)

    def forwards(self, dev):
        """Is the device a bridge port that forwards?"""
        ports = json.loads(run("bridge", "-n", self.host.name, "-j", "link", "show", "dev", dev))
        return ports and ports[0].get("state") == "forwarding"

    # --- processes ---

    def start(self, *argv, namespace=None, how=signal.SIGTERM, **options):
        """Start what runs until the lab is closed, and then is ended with signal how."""
        with open(os.path.join(self.directory, "log"), "ab") as log:
            options = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log, **options}
            if namespace:
                process = namespace.popen(*argv, **options)
            else:
                process = subprocess.Popen(argv, start_new_session=True, **options)
        self.processes.append((process, how))
        return process

    def log(self):
        """What the started programs said."""
        try:
            with open(os.path.join(self.directory, "log"), encoding="utf-8",
                      errors="replace") as log:
                return log.read()
        except FileNotFoundError:
            return ""

    # --- sgctl ---

    def sgctl(self, words, *options, stdin=None):
        """Run sgctl; the finished process, whatever came of it."""
        return subprocess.run([SGCTL, "-n", self.where.name, *options, *shlex.split(words)],
                              input=stdin, capture_output=True, text=True)

    def sg(self, words, *options, stdin=None):
        """Run sgctl, which must succeed; its output."""
        done = self.sgctl(words, *options, stdin=stdin)
        if done.returncode:
            raise LabError(f"sgctl {words}: status {done.returncode}: {done.stderr.strip()}")
        return done.stdout

    def batch(self, lines):
        """Several lines as one transaction."""
        self.sg("", "-b", "-", stdin=lines)

    def show(self, words):
        """What sgctl -j -s prints, as Python objects."""
        return json.loads(self.sg(words, "-j", "-s"))

    def attach(self, machine, words, addrs=None, spoof_check=None):
        """`nic add` of a machine's device; words: groups, network, type.

        What it may use is checked unless spoof_check, or the lab's, says otherwise.
        """
        addrs = machine.addrs if addrs is None else addrs
        checked = self.spoof_check if spoof_check is None else spoof_check
        self.sg(f"nic add {machine.dev} {words} side guest mac {machine.mac} "
                f"addr {','.join(addrs)} spoof-check {'on' if checked else 'off'}")

    def refused(self, words, *mentions):
        """One result: the kernel or the tool refuses the words and says why."""
        done = self.sgctl(words)
        self.tap.ok(done.returncode in (1, 2) and all(m in done.stderr for m in mentions),
                    f"refused: {words}", f"status {done.returncode}: {done.stderr.strip()}",
                    f"has to mention {', '.join(mentions)}")

    def drops(self, machine, reason=None):
        """Packets that the machine's NIC dropped: for one reason or in all."""
        counts = self.drop_reasons(machine)
        return counts.get(reason, 0) if reason else sum(counts.values())

    def drop_reasons(self, machine):
        """{reason: packets} that the machine's NIC dropped."""
        return self.show(f"nic show {machine.dev}")["nics"][0].get("drops", {})

    def rules(self, group):
        """The rules of a group with their counters, in the order of judgement."""
        return self.show(f"rule show {group}")["rules"]

    # --- cases ---

    def gets_through(self, name, attempt, nics=()):
        """One result: the attempt succeeds, and `explain` agrees for each of the NICs."""
        attempt.start()
        poll(lambda: attempt.result() is not None)
        passed = attempt.stop()
        wrong = [text for nic in nics for text in self.disagrees(nic, attempt, "accept")]
        self.tap.ok(passed and not wrong, f"{name}: {attempt.what} gets through",
                    f"printed: {attempt.output.strip()!r}", *wrong)

    def does_not(self, name, attempt, nic, reason, opening="drop"):
        """One result: the attempt fails because the NIC drops it for that reason.

        opening: what `explain` has to say of the attempt's first packet: "accept" if something
        that comes later, such as a data connection, is what is dropped; None: do not ask.
        """
        before = self.drops(nic, reason)
        attempt.start()
        dropped = poll(lambda: self.drops(nic, reason) > before or attempt.result() is not None)
        dropped = dropped and self.drops(nic, reason) > before
        if dropped:
            poll(lambda: attempt.result() is not None, PATIENCE)
        succeeded = attempt.stop()
        wrong = self.disagrees(nic, attempt, opening) if opening else []
        self.tap.ok(dropped and not succeeded and not wrong,
                    f"{name}: {attempt.what} does not get through",
                    f"dropped at {nic.dev}: {bool(dropped)}, succeeded: {bool(succeeded)}",
                    f"printed: {attempt.output.strip()!r}", *wrong)

    def disagrees(self, nic, attempt, verdict):
        """In which way `explain` for the NIC says something else than the verdict."""
        direction = "egress" if nic is attempt.client else "ingress"
        words = f"explain nic {nic.dev} {direction} {attempt.packet()}"
        done = self.sgctl(words, "-j")
        if done.returncode:
            return [f"sgctl {words}: {done.stderr.strip()}"]
        said = json.loads(done.stdout)
        return [] if said["verdict"] == verdict else [f"sgctl {words}: {said}"]

    def rule_case(self, name, rules, nic, opens, never=()):
        """Before the rules, with them, and after they are removed again.

        rules: the words after `rule add`. opens: attempts (made anew each time by calling them)
        that the rules let in. never: attempts that they leave out, to the default.
        """
        for attempt in (*opens, *never):
            self.does_not(f"{name}, no rule", attempt(), nic, "default")
        for rule in rules:
            self.sg(f"rule add {rule}")
        for attempt in opens:
            self.gets_through(name, attempt(), [nic])
        for attempt in never:
            self.does_not(name, attempt(), nic, "default")
        for rule in rules:
            self.sg(f"rule del {rule}")
        for attempt in opens:
            self.does_not(f"{name}, rule removed", attempt(), nic, "default")


def end(process, how=signal.SIGTERM):
    """End a process that was started here, and its session."""
    if process.poll() is None:
        process.send_signal(how)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            pass
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


def main(*cases):
    """Run functions that take a lab, each with a lab of its own numbering in one TAP stream."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    tap = Tap()
    for case in cases:
        try:
            lab = Lab(tap)
        except (LabError, OSError) as error:
            tap.ok(False, f"{case.__name__}: the lab", error)
            continue
        atexit.register(lab.close)
        try:
            case(lab)
        except Exception as error:  # a case that cannot be decided is a failed one
            tap.ok(False, case.__name__, f"{type(error).__name__}: {error}",
                   *traceback.format_tb(error.__traceback__), lab.log()[-2000:])
        lab.close()
        atexit.unregister(lab.close)
    sys.exit(tap.end())
