/* stdarg - the kernel's. */
#include <linux/stdarg.h>
