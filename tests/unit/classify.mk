# SPDX-License-Identifier: GPL-2.0-only
# The classifier, compiled as it stands, in userspace.

core := $(addprefix $(top)/module/core/, rule.c compile.c classify.c)
core-headers := $(wildcard $(top)/module/core/*.h) $(top)/uapi/linux/secgroup.h shim/env-user.h
core-flags := -I$(top)/uapi -I$(top)/module -Ishim -I.

programs += classify-table classify-random
tests += classify-table classify-random

classify-table: classify-table.c memory.c tap.h memory.h classify-words.h classify-cases.inc
classify-random: classify-random.c memory.c tap.h memory.h classify-twin.h
classify-table classify-random: $(core) $(core-headers)
	$(Q)$(CC) $(CFLAGS) $(SANITIZE) $(core-flags) -o $@ $(filter %.c,$^)
