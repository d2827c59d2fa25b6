// SPDX-License-Identifier: GPL-2.0-only
/*
 * A module that misbehaves as it is told, to see whether the rig notices:
 * insmod splat.ko fault=warn
 */
#include <linux/module.h>
#include <linux/refcount.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>

static char *fault = "";
module_param(fault, charp, 0);
MODULE_PARM_DESC(fault, "warn, refcount, leak, use-after-free or lock");

static void splat_refcount(void)
{
	refcount_t count = REFCOUNT_INIT(0);

	refcount_inc(&count);
}

static void splat_leak(void)
{
	void *volatile block = kmalloc(4000, GFP_KERNEL);

	block = NULL;
}

static void splat_use_after_free(void)
{
	char *volatile block = kmalloc(64, GFP_KERNEL);

	kfree(block);
	if (block)
		block[8] = 1;
}

/* The same two locks in both orders: what only lockdep can see, since nobody else takes them. */
static void splat_lock(void)
{
	static DEFINE_SPINLOCK(first);
	static DEFINE_SPINLOCK(second);

	spin_lock(&first);
	spin_lock(&second);
	spin_unlock(&second);
	spin_unlock(&first);

	spin_lock(&second);
	spin_lock(&first);
	spin_unlock(&first);
	spin_unlock(&second);
}

static int __init splat_init(void)
{
	if (!strcmp(fault, "warn"))
		WARN(1, "as asked for\n");
	else if (!strcmp(fault, "refcount"))
		splat_refcount();
	else if (!strcmp(fault, "leak"))
		splat_leak();
	else if (!strcmp(fault, "use-after-free"))
		splat_use_after_free();
	else if (!strcmp(fault, "lock"))
		splat_lock();
	else if (*fault)
		return -EINVAL;
	return 0;
}

static void __exit splat_exit(void)
{
}

module_init(splat_init);
module_exit(splat_exit);
MODULE_DESCRIPTION("Faults on demand, for the test of the test rig");
MODULE_LICENSE("GPL");
