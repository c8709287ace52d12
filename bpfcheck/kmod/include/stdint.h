/* stdint - what the core takes of it, of the kernel's types. */
#ifndef KMOD_STDINT_H
#define KMOD_STDINT_H

#include <linux/types.h>

#define INT8_MIN   (-INT8_MAX - 1)
#define INT8_MAX   __INT8_MAX__
#define INT16_MIN  (-INT16_MAX - 1)
#define INT16_MAX  __INT16_MAX__
#define INT32_MIN  (-INT32_MAX - 1)
#define INT32_MAX  __INT32_MAX__
#define INT64_MIN  (-INT64_MAX - 1)
#define INT64_MAX  __INT64_MAX__
#define UINT8_MAX  __UINT8_MAX__
#define UINT16_MAX __UINT16_MAX__
#define UINT32_MAX __UINT32_MAX__
#define UINT64_MAX __UINT64_MAX__

#define INT64_C(n)  __INT64_C(n)
#define UINT32_C(n) __UINT32_C(n)
#define UINT64_C(n) __UINT64_C(n)

#endif
