# SPDX-License-Identifier: GPL-2.0-only
#
# The front door: `make help`. The module itself is described in Kbuild.

VERSION := 0.1.0
KDIR	?= /lib/modules/$(shell uname -r)/build
prefix	?= /usr/local
# What KDIR's kernel calls itself (uname -r); empty where there are no headers. Not `make
# kernelrelease`: in Debian's headers that is another name than the kernel's.
KRELEASE = $(shell sed -n 's/^.define UTS_RELEASE "\(.*\)"/\1/p' \
	$(KDIR)/include/generated/utsrelease.h 2>/dev/null)
modules	 = $(DESTDIR)/lib/modules/$(KRELEASE)/updates

V ?= 0
Q := $(if $(filter 1,$(V)),,@)
kbuild-arch := $(if $(ARCH),ARCH=$(ARCH))
kbuild = $(MAKE) $(if $(Q),-s) --no-print-directory -C $(KDIR) M=$(CURDIR) $(kbuild-arch) \
	V=$(V) $(if $(SECGROUP_KUNIT),SECGROUP_KUNIT=1)
rig := tests/rig
SECONDS ?= 1000000

.DEFAULT_GOAL := all
.PHONY: all module userspace install uninstall clean help deps demo check check-all lint fuzz stress bench \
	coverage coverage-of-spec

all: ## secgroup.ko for the running kernel (or KDIR) and userspace/sgctl
	$(Q)if [ -e $(KDIR)/Makefile ]; then \
		$(MAKE) --no-print-directory module; \
	else \
		echo "no kernel headers at $(KDIR): the module is not built." >&2; \
		echo "Install linux-headers-$$(uname -r), or say make module KDIR=/path/to/headers" >&2; \
	fi
	$(Q)$(MAKE) --no-print-directory userspace

module: ## secgroup.ko alone, for KDIR=... [ARCH=um]; W=1 C=2 as in the kernel
	$(Q)if ! [ -e $(KDIR)/Makefile ]; then \
		echo "no kernel headers at KDIR=$(KDIR)" >&2; exit 1; \
	fi
	$(Q)+$(kbuild) modules

userspace: ## userspace/sgctl alone
	$(Q)+$(MAKE) $(if $(Q),-s) --no-print-directory -C userspace V=$(V)

install: ## module (if built; KDIR= as for that), tool, man page, completion, uapi header; DESTDIR=, prefix=
	$(Q)if [ -e secgroup.ko ] && [ -z "$(KRELEASE)" ]; then \
		echo "secgroup.ko is built, but no kernel headers at KDIR=$(KDIR): say KDIR= as for make module" >&2; \
		exit 1; \
	fi
	$(Q)+$(MAKE) $(if $(Q),-s) --no-print-directory -C userspace install \
		DESTDIR=$(DESTDIR) prefix=$(prefix) V=$(V)
	$(Q)install -D -m 644 uapi/linux/secgroup.h $(DESTDIR)$(prefix)/include/linux/secgroup.h
	$(Q)if [ -e secgroup.ko ]; then \
		install -D -m 644 secgroup.ko $(modules)/secgroup.ko && \
		{ [ -n "$(DESTDIR)" ] || depmod $(KRELEASE); }; \
	else \
		echo "secgroup.ko is not built: the tool is installed without it" >&2; \
	fi

uninstall: ## remove what install put there; the same KDIR=, DESTDIR=, prefix=
	$(Q)+$(MAKE) $(if $(Q),-s) --no-print-directory -C userspace uninstall \
		DESTDIR=$(DESTDIR) prefix=$(prefix) V=$(V)
	$(Q)rm -f $(DESTDIR)$(prefix)/include/linux/secgroup.h
	$(Q)if [ -n "$(KRELEASE)" ] && [ -e $(modules)/secgroup.ko ]; then \
		rm -f $(modules)/secgroup.ko; [ -n "$(DESTDIR)" ] || depmod $(KRELEASE); \
	fi

clean: ## remove everything that was built
	$(Q)+$(MAKE) -s --no-print-directory -C userspace clean
	$(Q)+$(MAKE) -s --no-print-directory -C tests/unit clean
	$(Q)+$(MAKE) -s --no-print-directory -C tests/fuzz clean
	$(Q)find . -path ./.git -prune -o \( -name '*.o' -o -name '*.ko' -o -name '*.mod' \
		-o -name '*.mod.c' -o -name '.*.cmd' -o -name '*.symvers' \
		-o -name 'modules.order' -o -name '.module-common.o' \) -type f -exec rm -f {} +

deps: ## install (as root) or name the Debian packages that build, demo and check need
	$(Q)$(rig)/deps check --install

demo: ## boot a stock Debian kernel in QEMU and watch security groups enforce themselves
	$(Q)$(rig)/deps demo --install
	$(Q)+$(MAKE) --no-print-directory userspace
	$(Q)$(rig)/qemu tests/demo/demo

check: ## all tests; the last line is "N passed, N failed, N skipped"
	$(Q)$(rig)/deps check --install
	$(Q)tests/check

check-all: ## all tests on every kernel, the debug kernel too: two to three hours
	$(Q)$(rig)/deps check --install
	$(Q)tests/check --all

stress: ## commits, dumps, devices, namespaces and traffic at once; SECONDS=3600 ends it after that long
	$(Q)$(rig)/deps check --install
	$(Q)+$(MAKE) --no-print-directory userspace
	$(Q)$(rig)/uml --timeout $$(($(SECONDS) + 600)) tests/netns/races $(SECONDS)

lint: ## checkpatch, sparse, coccinelle, cppcheck, shellcheck, kernel-doc; exceptions have reasons
	$(Q)$(rig)/deps check --install
	$(Q)tests/lint/run

fuzz: ## each fuzzer for SECONDS=60: parser, classifier, sgctl, netlink, frames
	$(Q)$(rig)/deps check --install
	$(Q)+$(MAKE) --no-print-directory userspace
	$(Q)tests/fuzz/run --time $(if $(filter file,$(origin SECONDS)),60,$(SECONDS))

bench: ## cost per packet beside nftables, eBPF, Open vSwitch; of the classifier; numbers and a plot
	$(Q)$(rig)/deps bench --install
	$(Q)+$(MAKE) --no-print-directory userspace
	$(Q)tests/perf/run

coverage: ## which lines of the module the tests reach; builds a kernel that counts them
	$(Q)$(rig)/deps check --install
	$(Q)+$(MAKE) --no-print-directory userspace
	$(Q)tests/coverage

coverage-of-spec: ## which tests prove which statement of docs/spec; fails if one is unproved
	$(Q)tests/coverage-of-spec

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' Makefile
