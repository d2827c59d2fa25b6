/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * TAP for test programs of one file: ok() per result, `return tap_end()` from main().
 */
#ifndef _SECGROUP_TAP_H
#define _SECGROUP_TAP_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

static int tap_count, tap_failed;

static __attribute__((format(printf, 2, 3))) bool ok(bool good, const char *format, ...)
{
	va_list args;

	printf("%sok %d - ", good ? "" : "not ", ++tap_count);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
	fflush(stdout);
	tap_failed += !good;
	return good;
}

static int tap_end(void)
{
	printf("1..%d\n", tap_count);
	return tap_failed ? 1 : 0;
}

#endif
