/* stdbool - the kernel's bool. */
#include <linux/types.h>
