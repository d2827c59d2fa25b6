# SPDX-License-Identifier: GPL-2.0-only
# The classifier, compiled as it stands, in userspace.

classify := build/classify-table build/classify-random
programs += $(classify)
tests += $(classify)

core := $(addprefix $(top)/module/core/, rule.c compile.c order.c cells.c intervals.c tree.c listings.c classify.c \
		reverse.c)
core-headers := $(wildcard $(top)/module/core/*.h) $(top)/uapi/linux/secgroup.h shim/env-user.h
core-flags := -I$(top)/uapi -I$(top)/module -Ishim -I.

build/classify-table: classify-table.c classify-words.h classify-cases.h
build/classify-random: classify-random.c classify-twin.h
$(classify): memory.c $(core) $(core-headers) memory.h tap.h | build
	$(Q)$(CC) $(CFLAGS) $(SANITIZE) $(core-flags) -o $@ $(filter %.c,$^)
