# SPDX-License-Identifier: GPL-2.0-only
"""What `sgctl monitor` prints while a case runs."""

import json
import os
import secrets

from lab import SGCTL, wait_for


class Events:
    """What `sgctl -j monitor` prints from here on."""

    def __init__(self, lab):
        self.begin = 0
        self.path = os.path.join(lab.directory, f"events-{secrets.token_hex(3)}")
        with open(self.path, "wb") as out:
            lab.start(SGCTL, "-j", "-n", lab.host.name, "monitor",
                      stdout=out)
        # It listens when it reports something: let groups come and go until it does.
        def listens():
            lab.sg("group add sg-probe vpc vpc-1")
            lab.sg("group del sg-probe")
            return self.seen("group del")

        wait_for("monitor to listen", listens)

    def seen(self, what, **attributes):
        """Has an event been reported, with these attributes of its object?"""
        with open(self.path, encoding="utf-8") as file:
            file.seek(self.begin)
            for line in file:
                if not line.endswith("\n"):
                    continue
                event = json.loads(line)
                about = event.get(what.split()[0], {})
                if event["event"] == what and attributes.items() <= about.items():
                    return True
        return False

    def forget(self):
        """What was reported so far was not seen."""
        self.begin = os.path.getsize(self.path)
