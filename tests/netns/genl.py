# SPDX-License-Identifier: GPL-2.0-only
"""Raw generic netlink: the family "secgroup" without the help of sgctl or a library.

Requests are bytes, so that a test can send what no tool would. The numbers of commands and
attributes are read from the uapi header.
"""

import errno
import os
import re
import socket
import struct

REPOSITORY = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

NETLINK_GENERIC = 16
SOL_NETLINK = 270
NETLINK_ADD_MEMBERSHIP, NETLINK_CAP_ACK, NETLINK_EXT_ACK = 1, 10, 11
REQUEST, MULTI, ACK, DUMP_INTR, ECHO, DUMP = 1, 2, 4, 0x10, 8, 0x300
NLMSG_ERROR, NLMSG_DONE = 2, 3
NESTED = 0x8000


def enums():
    """Names and values of all enumerators of the header."""
    path = os.path.join(REPOSITORY, "uapi", "linux", "secgroup.h")
    with open(path, encoding="utf-8") as file:
        text = re.sub(r"/\*.*?\*/", "", file.read(), flags=re.S)
    values = {}
    for body in re.findall(r"enum \w+ \{(.*?)\}", text, flags=re.S):
        value = -1
        for item in body.split(","):
            match = re.match(r"\s*(\w+)(?:\s*=\s*(.+))?", item)
            if not match:
                continue
            if match[2] and match[2].strip().isdigit():
                value = int(match[2])
            elif not match[2]:
                value += 1
            values[match[1]] = value
    return values


VALUES = enums()


def cmd(name):
    return VALUES["SECGROUP_CMD_" + name]


def attr(name):
    return VALUES["SECGROUP_A_" + name]


def raw(kind, data=b""):
    """One attribute, whatever its kind and data."""
    return struct.pack("=HH", len(data) + 4, kind) + data + bytes(-len(data) % 4)


def u32(name, value):
    return raw(attr(name), struct.pack("=I", value))


def u64(name, value):
    return raw(attr(name), struct.pack("=Q", value))


def text(name, value):
    return raw(attr(name), value.encode() + b"\0")


def flag(name):
    return raw(attr(name))


def addr_bytes(kind, value):
    family = socket.AF_INET6 if ":" in value else socket.AF_INET
    return raw(kind, socket.inet_pton(family, value))


def addr(name, value):
    return addr_bytes(attr(name), value)


def ports(name, low, high):
    return raw(attr(name) | NESTED, raw(1, struct.pack("=I", low)) + raw(2, struct.pack("=I", high)))


def prefix(name, address, length=None):
    nest = addr_bytes(1, address)
    if length is not None:
        nest += raw(2, struct.pack("=I", length))
    return raw(attr(name) | NESTED, nest)


def nic_group(name):
    return raw(attr("NIC_GROUP") | NESTED, text("GROUP", name))


def parse(data):
    """[(type, bytes)]"""
    found = []
    while len(data) >= 4:
        length, kind = struct.unpack_from("=HH", data)
        found.append((kind & 0x3fff, data[4:length]))
        data = data[(length + 3) & ~3:]
    return found


class Refused(Exception):
    def __init__(self, code, seq, attributes):
        self.errno, self.seq = code, seq
        attributes = dict(attributes)
        self.reason = attributes.get(1, b"\0")[:-1].decode()
        self.offset = struct.unpack("=I", attributes[2])[0] if 2 in attributes else None
        self.missing = struct.unpack("=I", attributes[5])[0] if 5 in attributes else None
        super().__init__(f"{errno.errorcode.get(code, code)}: {self.reason}")


class Message:
    def __init__(self, command, flags, data):
        self.command, self.flags = command, flags
        self.attributes = parse(data)

    def get(self, name):
        for kind, data in self.attributes:
            if kind == attr(name):
                return data
        return None

    def number(self, name):
        data = self.get(name)
        return None if data is None else int.from_bytes(data, "little")

    def string(self, name):
        data = self.get(name)
        return None if data is None else data[:-1].decode()


class Socket:
    def __init__(self):
        self.fd = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_GENERIC)
        self.fd.bind((0, 0))
        self.fd.settimeout(60)
        self.fd.setsockopt(SOL_NETLINK, NETLINK_EXT_ACK, 1)
        self.fd.setsockopt(SOL_NETLINK, NETLINK_CAP_ACK, 1)
        self.seq = 0
        self.family, self.groups = self.resolve()

    def close(self):
        self.fd.close()

    def resolve(self):
        reply = self.exchange(16, 3, ACK, raw(2, b"secgroup\0"), version=2)[0]
        found = dict(reply.attributes)
        groups = {}
        for _, group in parse(found.get(7, b"")):
            inner = dict(parse(group))
            groups[inner[1][:-1].decode()] = struct.unpack("=I", inner[2])[0]
        return struct.unpack("=H", found[1])[0], groups

    def join(self, group):
        self.fd.setsockopt(SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, self.groups[group])

    def send(self, family, command, flags, data, version=1, length=None):
        self.seq += 1
        body = struct.pack("=BBH", command, version, 0) + data
        size = len(body) + 16 if length is None else length
        header = struct.pack("=IHHII", size, family, flags | REQUEST, self.seq, 0)
        self.fd.send(header + body)
        return self.seq

    def messages(self):
        """What one datagram holds: (type, flags, seq, payload)."""
        data = self.fd.recv(1 << 18)
        while len(data) >= 16:
            length, kind, flags, seq, _ = struct.unpack_from("=IHHII", data)
            yield kind, flags, seq, data[16:length]
            data = data[(length + 3) & ~3:]

    def exchange(self, family, command, flags, data, version=1):
        """Send, and return the replies."""
        return self.replies(self.send(family, command, flags, data, version))

    def replies(self, seq):
        """The replies to a request; Refused if the answer is an error."""
        replies, first = [], None
        while True:
            for kind, message_flags, message_seq, body in self.messages():
                if kind in (NLMSG_ERROR, NLMSG_DONE):
                    code = -struct.unpack_from("=i", body)[0]
                    rest = body[20:] if kind == NLMSG_ERROR else body[4:]
                    if code and not first:
                        first = Refused(code, message_seq, parse(rest))
                    if message_seq != seq:
                        continue
                    if first:
                        first.final = code
                        raise first
                    return replies
                replies.append(Message(body[0], message_flags, body[4:]))

    def do(self, name, *attributes, flags=0):
        return self.exchange(self.family, cmd(name), ACK | flags, b"".join(attributes))

    def dump(self, name, *attributes):
        return self.exchange(self.family, cmd(name), DUMP, b"".join(attributes))

    def generation(self):
        return self.do("STATUS_GET")[0].number("GENERATION")
