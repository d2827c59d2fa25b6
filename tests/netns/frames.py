# SPDX-License-Identifier: GPL-2.0-only
"""Frames made by hand, from the Ethernet header on, with all that a stack would not send."""

import secrets
import socket
import struct

from packets import checksum, ipv4, packed, tcp, token, udp, with_checksum

ARP, RARP, IPV4, IPV6 = 0x0806, 0x8035, 0x0800, 0x86DD
HOPOPTS, IGMP, ROUTING, FRAGMENT, ICMPV6, DSTOPTS = 0, 2, 43, 44, 58, 60
UDP, TCP, ICMP = socket.IPPROTO_UDP, socket.IPPROTO_TCP, socket.IPPROTO_ICMP
ETHER = 14  # bytes of the Ethernet header

# Nobody has this MAC: the bridge floods, and the receiver's stack does not answer.
NOBODY = bytes.fromhex("0200000000fe")
HERE, THERE = ("10.0.0.5", "2001:db8::5"), ("10.0.0.66", "2001:db8::66")
LINK_LOCAL = "fe80::5"
FAMILIES = tuple(zip(HERE, THERE))


def ipv6(src, dst, protocol, payload, hop_limit=64):
    """An IPv6 packet; protocol is that of its first extension header, if there are any."""
    return struct.pack("!IHBB", 6 << 28, len(payload), protocol, hop_limit) + packed(src) + \
        packed(dst) + payload


def ip(src, dst, protocol, payload, hop_limit=64):
    """A packet of the family of the addresses."""
    return (ipv6 if ":" in src else ipv4)(src, dst, protocol, payload, hop_limit)


def padded(text):
    """An even number of bytes."""
    return text + b"." * (len(text) % 2)


def datagram(src, dst, dport=80, sport=40000):
    """UDP with a text of its own."""
    return ip(src, dst, UDP, udp(src, sport, dst, dport, padded(token())))


def segment(src, dst, flags, dport=80):
    """TCP with a text of its own."""
    return ip(src, dst, TCP, tcp(src, 40000, dst, dport, flags, padded(token())))


def with_options(packet, options):
    """An IPv4 packet with options put behind its header; they are a multiple of 4 bytes."""
    header = struct.pack("!BBH", 0x45 + len(options) // 4, 0, len(packet) + len(options)) + \
        packet[4:10] + b"\0\0" + packet[12:20] + options
    return header[:10] + struct.pack("!H", checksum(header)) + header[12:] + packet[20:]


def patched(packet, at, value):
    """The packet with other bytes at one place; an IPv4 header's checksum is made good."""
    packet = packet[:at] + value + packet[at + len(value):]
    if packet[0] == 0x45:
        header = packet[:10] + b"\0\0" + packet[12:20]
        packet = packet[:10] + struct.pack("!H", checksum(header)) + packet[12:]
    return packet


def extended(src, dst, *chain):
    """A datagram in IPv6 behind extension headers: (number, the bytes behind "next header")."""
    inner = udp(src, 40000, dst, 80, padded(token()))
    numbers = [number for number, _ in chain] + [UDP]
    headers = b"".join(bytes([following]) + rest
                       for following, (_, rest) in zip(numbers[1:], chain))
    return ipv6(src, dst, numbers[0], headers + inner)


NO_OPTIONS = bytes([0, 1, 4, 0, 0, 0, 0])  # of hop-by-hop and destination options: padding


def fragment_header(offset, more):
    return bytes([0]) + struct.pack("!HI", offset << 3 | more, 0x5EC6)


def icmpv6(src, dst, kind, body, hop_limit=255):
    """An ICMPv6 message of code 0; body is what follows the checksum."""
    message = struct.pack("!BBH", kind, 0, 0) + body
    return ipv6(src, dst, ICMPV6, with_checksum(src, dst, ICMPV6, message, 2), hop_limit)


def igmp(kind, group):
    """An IGMPv2 message."""
    message = struct.pack("!BBH", kind, 0, 0) + packed(group)
    return message[:2] + struct.pack("!H", checksum(message)) + message[4:]


def mac_for(dst):
    """Where a packet to this address goes to."""
    addr = packed(dst)
    if dst == "255.255.255.255":
        return b"\xff" * 6
    if len(addr) == 4 and addr[0] >> 4 == 14:
        return b"\x01\0\x5e" + bytes([addr[1] & 0x7F]) + addr[2:]
    if addr[0] == 0xFF:
        return b"\x33\x33" + addr[12:]
    return NOBODY


class Sender:
    """Makes frames of one source MAC, which go to another unless something else is said."""

    def __init__(self, mac=None, to=NOBODY):
        self.mac = mac or b"\x02" + secrets.token_bytes(5)
        self.to = to

    def frame(self, ethertype, payload, dst=None):
        return (dst or self.to) + self.mac + struct.pack("!H", ethertype) + payload

    def ip(self, packet, dst=None):
        """The frame of an IP packet; dst: the address whose MAC it goes to."""
        return self.frame(IPV4 if packet[0] >> 4 == 4 else IPV6, packet,
                          mac_for(dst) if dst else self.to)

    def arp(self, text=b"", ethertype=ARP):
        """A request, with a text in the padding."""
        return self.frame(ethertype, struct.pack("!HHBBH6s4s6s4s", 1, IPV4, 6, 4,
                                                 1 if ethertype == ARP else 3, self.mac,
                                                 packed(HERE[0]), bytes(6), packed(THERE[0])) +
                          padded(text))
