/*
 * ptarch_aarch64 - VMSAv8-64, Arm Architecture Reference Manual (DDI 0487),
 * section D8.3: 48-bit addresses, granules of 4, 16 and 64 KiB, stage 1 for
 * two privilege levels (EL1&0) and stage 2.
 *
 * Stage 1: AttrIndx 0 is device, 1 normal: MAIR_EL1 = 0xff00. Memory is inner
 * shareable. A page that EL0 may execute, EL1 may not, and the reverse. A page
 * may be written if its DBM is set; it is dirty, and can be written without a
 * fault or FEAT_HAFDBS, if AP[2] is clear. Stage 2: MemAttr 0 is device, 15
 * normal; of 16 KiB two tables are concatenated, since there is no level 0.
 */
#include "ptarch.h"

#define ARM_TABLE    UINT64_C(3)
#define ARM_PAGE     UINT64_C(3)
#define ARM_BLOCK    UINT64_C(1)
#define ARM_NORMAL   (UINT64_C(1) << 2)
#define ARM_USER     (UINT64_C(1) << 6)
#define ARM_CLEAN    (UINT64_C(1) << 7)
#define ARM_SHARED   (UINT64_C(3) << 8)
#define ARM_ACCESSED (UINT64_C(1) << 10)
#define ARM_LOCAL    (UINT64_C(1) << 11)
#define ARM_DBM	     (UINT64_C(1) << 51)
#define ARM_PXN	     (UINT64_C(1) << 53)
#define ARM_UXN	     (UINT64_C(1) << 54)
#define S2_NORMAL    (UINT64_C(15) << 2)
#define S2_READ	     (UINT64_C(1) << 6)
#define S2_WRITE     (UINT64_C(1) << 7)
#define S2_NO_EXEC   (UINT64_C(1) << 54)

/* Bits 2 to 11, and 51 to 54. */
#define S1_LOW(i)                                               \
	(PT_READ | ((i)*UINT64_C(4) & ARM_USER ? PT_USER : 0) | \
	    ((i)*UINT64_C(4) & ARM_CLEAN ? 0 : PT_DIRTY) |      \
	    ((i)*UINT64_C(4) & ARM_NORMAL ? 0 : PT_DEVICE) |    \
	    ((i)*UINT64_C(4) & ARM_LOCAL ? 0 : PT_GLOBAL) |     \
	    ((i)*UINT64_C(4) & ARM_ACCESSED ? PT_ACCESSED : 0))
#define S2_LOW(i)                                           \
	(((i)*UINT64_C(4) & S2_READ ? PT_READ : 0) |        \
	    ((i)*UINT64_C(4) & S2_WRITE ? PT_WRITE : 0) |   \
	    ((i)*UINT64_C(4) & S2_NORMAL ? 0 : PT_DEVICE) | \
	    ((i)*UINT64_C(4) & ARM_ACCESSED ? PT_ACCESSED : 0))
#define S1_HIGH(i)                                                          \
	(((i)&ARM_DBM >> 51 ? PT_WRITE : 0) |                               \
	    (((i) & (ARM_PXN | ARM_UXN) >> 51) == (ARM_PXN | ARM_UXN) >> 51 \
		    ? 0                                                     \
		    : PT_EXEC))
#define S2_HIGH(i) ((i)&S2_NO_EXEC >> 51 ? 0 : PT_EXEC)
static const uint8_t s1_low[] = {PT_1024(S1_LOW, 0)};
static const uint8_t s2_low[] = {PT_1024(S2_LOW, 0)};
static const uint8_t s1_high[] = {PT_16(S1_HIGH, 0)};
static const uint8_t s2_high[] = {PT_16(S2_HIGH, 0)};

#define ARM_COMMON(page)                                           \
	.page_shift = page, .index_bits = (page)-3, .va_bits = 48, \
	.pa_bits = 48,                                             \
	.pa_field = UINT64_C(0xffffffffffff) >> (page) << (page),  \
	.table_bits = ARM_TABLE, .table_mask = ARM_TABLE,          \
	.table_value = ARM_TABLE

#define S1_ARCH(id, text, page, n, root, leaves)                               \
	static const struct pt_arch id = {                                     \
	    .name = text,                                                      \
	    ARM_COMMON(page),                                                  \
	    .levels = n,                                                       \
	    .root_bits = root,                                                 \
	    .leaf_levels = leaves,                                             \
	    .page_bits = ARM_PAGE | ARM_SHARED,                                \
	    .block_bits = ARM_BLOCK | ARM_SHARED,                              \
	    .break_bits = ARM_NORMAL | ARM_LOCAL,                              \
	    .features = PT_BBM2 | PT_UPPER,                                    \
	    .attr_bits = ARM_NORMAL | ARM_USER | ARM_CLEAN | ARM_ACCESSED |    \
		ARM_LOCAL | ARM_DBM | ARM_PXN | ARM_UXN,                       \
	    .attrs = 255,                                                      \
	    .rules = {{PT_WRITE, PT_WRITE, ARM_DBM},                           \
		{PT_WRITE | PT_DIRTY, 0, ARM_CLEAN},                           \
		{PT_WRITE | PT_DIRTY, PT_WRITE, ARM_CLEAN},                    \
		{PT_USER, PT_USER, ARM_USER}, {PT_EXEC, 0, ARM_PXN | ARM_UXN}, \
		{PT_EXEC | PT_USER, PT_EXEC, ARM_UXN},                         \
		{PT_EXEC | PT_USER, PT_EXEC | PT_USER, ARM_PXN},               \
		{PT_DEVICE, 0, ARM_NORMAL}, {PT_GLOBAL, 0, ARM_LOCAL},         \
		{PT_ACCESSED, PT_ACCESSED, ARM_ACCESSED}},                     \
	    .never = {{PT_READ, 0, 0}, {PT_WRITE | PT_DIRTY, PT_DIRTY, 0}},    \
	    .low = {2, 1023, s1_low},                                          \
	    .high = {51, 15, s1_high},                                         \
	}

#define S2_ARCH(id, text, page, n, root, leaves)                             \
	static const struct pt_arch id = {                                   \
	    .name = text,                                                    \
	    ARM_COMMON(page),                                                \
	    .levels = n,                                                     \
	    .root_bits = root,                                               \
	    .leaf_levels = leaves,                                           \
	    .page_bits = ARM_PAGE | ARM_SHARED,                              \
	    .block_bits = ARM_BLOCK | ARM_SHARED,                            \
	    .break_bits = S2_NORMAL,                                         \
	    .features = PT_BBM2,                                             \
	    .attr_bits =                                                     \
		S2_NORMAL | S2_READ | S2_WRITE | ARM_ACCESSED | S2_NO_EXEC,  \
	    .attrs = PT_READ | PT_WRITE | PT_EXEC | PT_DEVICE | PT_ACCESSED, \
	    .rules = {{PT_READ, PT_READ, S2_READ},                           \
		{PT_WRITE, PT_WRITE, S2_WRITE}, {PT_EXEC, 0, S2_NO_EXEC},    \
		{PT_DEVICE, 0, S2_NORMAL},                                   \
		{PT_ACCESSED, PT_ACCESSED, ARM_ACCESSED}},                   \
	    .never = {{PT_READ | PT_WRITE | PT_EXEC, 0, 0}},                 \
	    .low = {2, 1023, s2_low},                                        \
	    .high = {51, 15, s2_high},                                       \
	}

S1_ARCH(s1_4k, "aarch64-4k", 12, 4, 9, 7);
S1_ARCH(s1_16k, "aarch64-16k", 14, 4, 1, 3);
S1_ARCH(s1_64k, "aarch64-64k", 16, 3, 6, 3);
S2_ARCH(s2_4k, "aarch64-4k-stage2", 12, 4, 9, 7);
S2_ARCH(s2_16k, "aarch64-16k-stage2", 14, 3, 12, 3);
S2_ARCH(s2_64k, "aarch64-64k-stage2", 16, 3, 6, 3);

const struct pt_arch *const pt_arch_aarch64[] = {
    &s1_4k, &s1_16k, &s1_64k, &s2_4k, &s2_16k, &s2_64k, NULL};
