/*
 * device - /dev/bpfcheck: who may ask, and what. See bpfcheck(4).
 */
#include "account.h"
#include "run.h"

#include <linux/capability.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>

static bool
allowed(void)
{
	return capable(CAP_BPF) || capable(CAP_SYS_ADMIN);
}

static int
device_open(struct inode *inode, struct file *file)
{
	struct run *run;

	if (!allowed())
		return -EPERM;
	run = run_begin();
	if (run == NULL)
		return -ENOMEM;
	file->private_data = run;
	return 0;
}

static int
device_release(struct inode *inode, struct file *file)
{
	run_end(file->private_data);
	return 0;
}

/* The descriptor may have come to one who could not open it. */
static long
device_ioctl(struct file *file, unsigned int request, unsigned long arg)
{
	void __user *at = (void __user *)arg;

	if (!allowed())
		return -EPERM;
	switch (request) {
	case BPFCHECK_IOC_VERIFY:
		return run_verify(file->private_data, at);
	case BPFCHECK_IOC_STATS:
		return run_stats(at);
	default:
		return -ENOTTY;
	}
}

static const struct file_operations operations = {
    .owner = THIS_MODULE,
    .open = device_open,
    .release = device_release,
    .unlocked_ioctl = device_ioctl,
};

static struct miscdevice device = {
    .minor = MISC_DYNAMIC_MINOR,
    .name = "bpfcheck",
    .fops = &operations,
    .mode = 0600,
};

static int __init
device_begin(void)
{
	return misc_register(&device);
}

static void __exit
device_end(void)
{
	misc_deregister(&device);
	WARN_ON(account_now() != 0);
}

module_init(device_begin);
module_exit(device_end);
MODULE_LICENSE("Dual MIT/GPL");
MODULE_DESCRIPTION("Says of BPF programs whether Linux would load them");
