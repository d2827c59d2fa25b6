# SPDX-License-Identifier: GPL-2.0-only
"""Packets one by one: sockets inside the lab's machines, hand-made segments, a capture.

Nothing runs in the background: a datagram is sent, and then either its arrival
or the NIC's drop counter is waited for. Every datagram and segment has a text of its
own, so that a late one is never taken for another.
"""

import ipaddress
import itertools
import os
import socket
import struct

import lab as lab_module

ETH_P_ALL = 3
PACKET_OUTGOING = 4
FIN, SYN, RST, PSH, ACK, URG = 1, 2, 4, 8, 16, 32

serial = itertools.count(1)


def token():
    """A text that no other packet carries."""
    return f"lab packet {os.getpid()}-{next(serial)};".encode()


def family(addr):
    return socket.AF_INET6 if ":" in addr else socket.AF_INET


def new_socket(machine, addr, kind, protocol=0):
    """A non-blocking socket in a machine, of the address's family."""
    with machine:
        made = socket.socket(family(addr), kind, protocol)
    made.setblocking(False)
    return made


def receive(sock, size=65535):
    """What there is to read, or None."""
    try:
        return sock.recv(size)
    except BlockingIOError:
        return None


def arrives(sock, text, limit=None):
    """Does a datagram with this text arrive? Others are thrown away."""
    def look():
        while (got := receive(sock)) is not None:
            if text in got:
                return True
        return False

    return bool(lab_module.poll(look, lab_module.LIMIT if limit is None else limit))


# --- headers ---

def checksum(data):
    """The Internet checksum (RFC 1071)."""
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def packed(addr):
    return ipaddress.ip_address(addr).packed


def with_checksum(src, dst, protocol, data, offset):
    """data with the checksum over it and the pseudo-header at offset."""
    if ":" in src:
        pseudo = packed(src) + packed(dst) + struct.pack("!II", len(data), protocol)
    else:
        pseudo = packed(src) + packed(dst) + struct.pack("!HH", protocol, len(data))
    value = struct.pack("!H", checksum(pseudo + data))
    return data[:offset] + value + data[offset + 2:]


def tcp(src, sport, dst, dport, flags, payload=b"", seq=1000, ack=0, options=b""):
    """A TCP segment."""
    header = struct.pack("!HHIIBBHHH", sport, dport, seq, ack, 5 + len(options) // 4 << 4, flags, 8192, 0, 0)
    return with_checksum(src, dst, socket.IPPROTO_TCP, header + options + payload, 16)


def udp(src, sport, dst, dport, payload=b""):
    """A UDP datagram."""
    header = struct.pack("!HHHH", sport, dport, 8 + len(payload), 0)
    return with_checksum(src, dst, socket.IPPROTO_UDP, header + payload, 6)


def ipv4(src, dst, protocol, payload, ttl=64):
    """An IPv4 packet without options."""
    header = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(payload), 1, 0, ttl, protocol, 0,
                         packed(src), packed(dst))
    return header[:10] + struct.pack("!H", checksum(header)) + header[12:] + payload


def icmp_error(kind, code, quoted):
    """An ICMP error message about a quoted packet."""
    message = struct.pack("!BBHI", kind, code, 0, 0) + quoted
    return message[:2] + struct.pack("!H", checksum(message)) + message[4:]


def send_raw(machine, protocol, dst, payload):
    """Send one IPv4 packet with a hand-made payload from a machine."""
    with new_socket(machine, dst, socket.SOCK_RAW, protocol) as raw:
        raw.sendto(payload, (dst, 0))


class Capture:
    """The frames that a machine's eth0 received."""

    def __init__(self, machine):
        with machine:
            self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
            self.socket.bind(("eth0", ETH_P_ALL))
        self.socket.setblocking(False)

    def frames(self):
        """The frames since the last call."""
        frames = []
        while True:
            try:
                frame, address = self.socket.recvfrom(65535)
            except BlockingIOError:
                return frames
            if address[2] != PACKET_OUTGOING:
                frames.append(frame)

    def sees(self, text, limit=None):
        """Does a frame with this text arrive?"""
        return bool(lab_module.poll(lambda: any(text in frame for frame in self.frames()),
                                    lab_module.LIMIT if limit is None else limit))

    def close(self):
        self.socket.close()


class Conversation:
    """Two UDP sockets that talk to each other: `client` spoke first to `server`'s port."""

    def __init__(self, client, server, port, addr=None):
        addr = addr or server.addr
        self.name = f"{client.label} to {server.label}:{port}"
        self.server = new_socket(server, addr, socket.SOCK_DGRAM)
        self.server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.server.bind((addr, port))
        self.client = new_socket(client, addr, socket.SOCK_DGRAM)
        self.client.bind((client.address(addr), 0))
        self.client.connect((addr, port))
        self.peer = self.client.getsockname()

    def ask(self):
        """Client to server: (text, the socket where it should arrive)."""
        text = token()
        self.client.send(text)
        return text, self.server

    def answer(self):
        """Server to client, likewise. Also before anything was asked."""
        text = token()
        self.server.sendto(text, self.peer)
        return text, self.client

    def close(self):
        self.client.close()
        self.server.close()


class Connection:
    """A TCP connection that is used in lock-step: what is sent is waited for."""

    def __init__(self, client, server, port, listener):
        self.client = new_socket(client, server.addr, socket.SOCK_STREAM)
        self.client.connect_ex((server.addr, port))
        accepted = lab_module.wait_for("a TCP connection", lambda: self.accept(listener))
        self.server = accepted

    @staticmethod
    def accept(listener):
        try:
            accepted, _ = listener.accept()
        except BlockingIOError:
            return None
        accepted.setblocking(False)
        return accepted

    def ask(self):
        text = token()
        self.client.send(text)
        return text, self.server

    def answer(self):
        text = token()
        self.server.send(text)
        return text, self.client

    def rest(self):
        """Wait until all is acknowledged, so that neither side has anything to send."""
        unacked = 24  # bytes from the beginning of struct tcp_info

        def quiet():
            infos = [sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 64)
                     for sock in (self.client, self.server)]
            return not any(struct.unpack_from("I", info, unacked)[0] for info in infos)

        lab_module.wait_for("all to be acknowledged", quiet)

    def close(self):
        self.client.close()
        self.server.close()


def listener(machine, port):
    """A TCP socket that listens on a machine's port."""
    made = new_socket(machine, machine.addr, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.bind((machine.addr, port))
    made.listen()
    return made


# --- results ---

def passes(lab, name, speak):
    """One result: what speak() sends arrives."""
    text, sock = speak()
    return lab.tap.ok(arrives(sock, text), name)


def is_dropped(lab, name, speak, nic, reason):
    """One result: what speak() sends is counted as dropped at the NIC and does not arrive."""
    before = lab.drops(nic, reason)
    text, sock = speak()
    counted = lab_module.poll(lambda: lab.drops(nic, reason) > before)
    arrived = arrives(sock, text, lab_module.PATIENCE)
    return lab.tap.ok(counted and not arrived, name,
                      f"counted as {reason} at {nic.dev}: {bool(counted)}, arrived: {arrived}",
                      f"drops: {lab.show(f'nic show {nic.dev}')}")
