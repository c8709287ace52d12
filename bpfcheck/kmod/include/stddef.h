/* stddef - the kernel's size_t, NULL and offsetof. */
#include <linux/stddef.h>
#include <linux/types.h>
