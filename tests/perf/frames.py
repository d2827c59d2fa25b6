# SPDX-License-Identifier: GPL-2.0-only
"""Frames of one's own making, many at a time, from a packet socket: what pktgen does not send."""

import ctypes
import os
import socket
import struct
import time

SYN, ACK = 0x02, 0x10
TTL = 64

libc = ctypes.CDLL(None, use_errno=True)


def enter(fd):
    """setns(), which Python has from 3.12 on."""
    if libc.setns(fd, 0):
        raise OSError(ctypes.get_errno(), "setns")


def checksum(data):
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return total ^ 0xFFFF


def ethernet(station, proto, src, dst, transport):
    """A frame with an IPv4 packet."""
    addrs = socket.inet_aton(src) + socket.inet_aton(dst)
    header = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(transport), 0, 0, TTL, proto, 0)
    header = header[:10] + struct.pack("!H", checksum(header + addrs)) + addrs
    return b"\xff" * 6 + bytes.fromhex(station.replace(":", "")) + b"\x08\0" + header + transport


def addressed(frame, station):
    return bytes.fromhex(station.replace(":", "")) + frame[6:]


def udp(station, src, sport, dst, dport):
    """A datagram of 46 bytes without a checksum, to all."""
    return ethernet(station, socket.IPPROTO_UDP, src, dst, struct.pack("!HHHH", sport, dport, 26, 0) + bytes(18))


def tcp(station, src, sport, dst, dport, flags, seq=1000, ack=0):
    """A segment without data, whose checksum is left to the device, to all."""
    ends = socket.inet_aton(src) + socket.inet_aton(dst)
    pseudo = checksum(ends + struct.pack("!HH", socket.IPPROTO_TCP, 20)) ^ 0xFFFF
    return ethernet(station, socket.IPPROTO_TCP, src, dst,
                    struct.pack("!HHIIBBHHH", sport, dport, seq, ack, 5 << 4, flags, 64000, pseudo, 0))


# linux/virtio_net.h: flags (the checksum is to be written), GSO type and sizes, where the checksum begins and stands.
NEEDS_CHECKSUM = struct.pack("=BBHHHH", 1, 0, 0, 0, 34, 16)
AS_IT_IS = bytes(10)
SOL_PACKET, PACKET_VNET_HDR = 263, 15
MESSAGE = struct.Struct("=QI4xQQQQI4xI4x")  # struct mmsghdr
AT_ONCE = 1000


class Sender:
    """A packet socket of a device in a namespace, which this process need not be in."""

    def __init__(self, namespace, device):
        with open("/proc/self/ns/net", encoding="ascii") as back, open(f"/run/netns/{namespace}",
                                                                       encoding="ascii") as there:
            enter(there.fileno())
            self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
            enter(back.fileno())
        self.socket.setsockopt(SOL_PACKET, PACKET_VNET_HDR, 1)
        self.socket.bind((device, 0))

    def send(self, frames):
        """Nanoseconds that a frame took, all that the kernel does with it at once included."""
        whole = [(NEEDS_CHECKSUM if frame[23] == socket.IPPROTO_TCP else AS_IT_IS) + frame for frame in frames]
        data = ctypes.create_string_buffer(b"".join(whole))
        at, pieces = ctypes.addressof(data), []
        for frame in whole:
            pieces.append(struct.pack("=QQ", at, len(frame)))
            at += len(frame)
        vectors = ctypes.create_string_buffer(b"".join(pieces))
        at = ctypes.addressof(vectors)
        messages = ctypes.create_string_buffer(b"".join(MESSAGE.pack(0, 0, at + 16 * n, 1, 0, 0, 0, 0)
                                                        for n in range(len(frames))))
        return self.hand_over(ctypes.addressof(messages), len(frames)) / len(frames)

    def hand_over(self, messages, count):
        done, begin = 0, time.perf_counter_ns()
        while done < count:
            sent = libc.sendmmsg(self.socket.fileno(), ctypes.c_void_p(messages + MESSAGE.size * done),
                                 min(AT_ONCE, count - done), 0)
            if sent < 0:
                raise OSError(ctypes.get_errno(), "sendmmsg", os.strerror(ctypes.get_errno()))
            done += sent
        return time.perf_counter_ns() - begin
