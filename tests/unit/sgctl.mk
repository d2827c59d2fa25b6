# SPDX-License-Identifier: GPL-2.0-only
# sgctl without the module: its parser under sanitizers, its words, and the netlink specification.

tests += build/sgctl-parse sgctl-cli sgctl-words uapi-yaml
programs += build/sgctl-parse build/sgctl/sgctl

sgctl-pure := $(addprefix build/sgctl/, model.o value.o parse.o parse_rule.o parse_list.o parse_guard.o parse_session.o \
		token.o print.o nl.o)

.PHONY: build/sgctl/sgctl
build/sgctl/sgctl: | build
	$(Q)+$(MAKE) -s --no-print-directory -C $(top)/userspace O=$(abspath build/sgctl) V=$(V) \
		CFLAGS="-O1 -g $(SANITIZE)"

build/sgctl-parse: sgctl-parse.c sgctl-meaning.h tap.h build/sgctl/sgctl
	$(Q)$(CC) $(CFLAGS) $(SANITIZE) -D_GNU_SOURCE -I$(top)/uapi -I$(top)/userspace -I. -o $@ $< \
		$(sgctl-pure) -lmnl -ljansson
