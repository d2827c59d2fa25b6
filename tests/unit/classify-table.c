// SPDX-License-Identifier: GPL-2.0-only
/*
 * The table of rule and packet cases, run through the classifier.
 */
#include <arpa/inet.h>
#include "memory.h"
#include "tap.h"

#define words_pton4(text, bytes)	(inet_pton(AF_INET, text, bytes) == 1)
#define words_pton6(text, bytes)	(inet_pton(AF_INET6, text, bytes) == 1)
#include "classify-words.h"

int main(void)
{
	static struct words_fixture fixture;
	size_t i;

	for (i = 0; i < WORDS_CASES; i++) {
		const struct words_step *bad = words_run_case(&fixture, words_cases[i].name);

		if (!ok(!bad, "%s", words_cases[i].name))
			printf("# %s\n#   expected: %s\n#   %s\n", bad->words,
			       bad->expect ? bad->expect : "to be understood", fixture.why);
	}
	ok(!memory_held, "nothing is leaked");
	return tap_end();
}
