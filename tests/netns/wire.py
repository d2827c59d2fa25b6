# SPDX-License-Identifier: GPL-2.0-only
"""Where frames that are made by hand are put in and come out, and what becomes of them between."""

import errno
import fcntl
import json
import os
import socket
import struct

from frames import HERE, THERE, Sender
from lab import LabError, poll, run, tool, wait_for
from packets import ETH_P_ALL, PACKET_OUTGOING, token

TUNSETIFF = 0x400454CA
TUNSETVNETHDRSZ = 0x400454D8
IFF_TAP, IFF_NO_PI, IFF_VNET_HDR = 0x0002, 0x1000, 0x4000
SOL_PACKET, PACKET_VNET_HDR = 263, 15
PLAIN = bytes(10)  # a virtio-net header that asks for nothing

ACCEPT_ALL = ("egress accept to any", "ingress accept from any")


class Guest:
    """A tap of the host, held here as a virtual machine monitor does.

    said: the protocol that a header of packet information gives of what is sent; None: no such header.
    """

    def __init__(self, lab, dev, bridge, addrs=HERE, mac="52:54:00:00:00:05", said=None):
        self.dev, self.addrs, self.mac, self.said = dev, addrs, mac, said
        flags = IFF_TAP | IFF_VNET_HDR | (IFF_NO_PI if said is None else 0)
        if not os.path.exists("/dev/net/tun"):
            run(tool("modprobe", "kmod"), "tun")
        with lab.host:
            self.fd = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
            fcntl.ioctl(self.fd, TUNSETIFF, struct.pack(
                "16sH22x", dev.encode(), flags))
            fcntl.ioctl(self.fd, TUNSETVNETHDRSZ, struct.pack("i", len(PLAIN)))
        lab.host.ip(f"link set dev {dev} master {bridge} up\n")
        wait_for(f"bridge port {dev}", lambda: lab.forwards(dev))

    def send(self, frame, header):
        information = b"" if self.said is None else struct.pack("!HH", 0, self.said)
        os.write(self.fd, information + header + frame)

    def frames(self):
        """The frames since the last call, of a tap without packet information; all checksums were finished on the way here."""
        frames = []
        while True:
            try:
                frames.append(os.read(self.fd, 65535)[len(PLAIN):])
            except BlockingIOError:
                return frames

    def close(self):
        os.close(self.fd)


class Socket:
    """A packet socket on a device of a machine."""

    def __init__(self, machine, dev="eth0"):
        with machine:
            self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
            self.socket.setsockopt(SOL_PACKET, PACKET_VNET_HDR, 1)
            self.socket.bind((dev, ETH_P_ALL))
        self.socket.setblocking(False)

    def send(self, frame, header):
        try:
            self.socket.send(header + frame)
        except OSError as error:
            # The device's own NIC dropped it.
            if error.errno != errno.ENOBUFS:
                raise

    def frames(self):
        """The frames received since the last call."""
        frames = []
        while True:
            try:
                frame, address = self.socket.recvfrom(65535)
            except BlockingIOError:
                return frames
            if address[2] != PACKET_OUTGOING:
                frames.append(frame[len(PLAIN):])

    def close(self):
        self.socket.close()


class Wire:
    """From one end to another, and the NIC, at one of them, that judges what is sent."""

    def __init__(self, lab, source, sink, nic, sender=None):
        self.lab, self.source, self.sink, self.nic = lab, source, sink, nic
        self.sender = sender or Sender()
        self.marker_source = source

    def carry(self, frame, header=PLAIN):
        """Send; the frames of its sender that arrived."""
        text, arrived = token(), []
        self.sink.frames()
        self.source.send(frame, header)
        self.marker_source.send(self.sender.arp(text), PLAIN)

        def look():
            for got in self.sink.frames():
                if text in got:
                    return True
                if got[6:12] == frame[6:12]:
                    arrived.append(got)
            return False

        if not poll(look):
            raise LabError("an ARP message did not arrive")
        return arrived

    def judge(self, name, frame, reason=None, header=PLAIN, becomes=None):
        """One result: dropped for this reason and no other; without one: delivered unchanged, or
        as what it becomes on its way.
        """
        before = self.lab.drop_reasons(self.nic)
        arrived = self.carry(frame, header)
        after = self.lab.drop_reasons(self.nic)
        counted = {why: count - before.get(why, 0) for why, count in after.items()
                   if count != before.get(why, 0)}
        self.lab.tap.ok(counted == ({reason: 1} if reason else {}) and
                        arrived == ([] if reason else [becomes or frame]),
                        f"{name}: {f'dropped as {reason}' if reason else 'passes'}",
                        f"drops {counted}", f"sent    {frame.hex()}",
                        *(f"arrived {got.hex()}" for got in arrived))

    def all_arrive(self, name, frames):
        """One result: what is going to be dropped arrives while nobody judges it."""
        lost = [what for what, frame in frames if not self.carry(frame)]
        self.lab.tap.ok(not lost and frames, f"P-3 no NIC yet: {name} arrive", *lost)


def container(lab):
    """An instance and an outsider on a bridge: the wire outwards, and the instance."""
    vpc = lab.bridge("vpc-1")
    inside, outside = (lab.machine(label, vpc, *addrs)
                       for label, addrs in (("inside", HERE), ("outside", THERE)))
    return Wire(lab, Socket(inside), Socket(outside), inside), inside


def make_group(lab, *rules):
    """A group of type enterprise with these rules."""
    lab.sg("group add sg-a type enterprise vpc vpc-1")
    for rule in rules:
        lab.sg(f"rule add sg-a {rule}")


def protect(lab, nic, *rules):
    """Attach a NIC to a group of type enterprise with these rules."""
    make_group(lab, *rules)
    lab.attach(nic, "group sg-a vpc vpc-1", spoof_check=False)


def explained(lab, nic, name, words, reason=None, stage=None, direction="egress"):
    """One result: explain says what happened to the packet."""
    said = json.loads(lab.sg(f"explain nic {nic.dev} {direction} {words}", "-j"))
    expected = {"verdict": "drop" if reason else "accept", "reason": reason or "none"}
    if stage:
        expected["stage"] = stage
    lab.tap.ok(expected.items() <= said.items(), f"{name}: explain agrees, {words}",
               f"expected {expected}", f"got      {said}")
