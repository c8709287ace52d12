/*
 * ptarch_x86_64 - Intel SDM volume 3A, section 4.5, tables 4-15 to 4-20.
 *
 * Device memory is uncacheable by PWT and PCD: entry 3 of the PAT as it is
 * after reset. Tables allow everything; their frames decide.
 */
#include "ptarch.h"

enum {
	X86_WRITE = 2,
	X86_USER = 4,
	X86_PWT = 8,
	X86_PCD = 16,
	X86_ACCESSED = 32,
	X86_DIRTY = 64,
	X86_BLOCK = 128,
	X86_GLOBAL = 256
};
#define X86_NO_EXECUTE (UINT64_C(1) << 63)
#define X86_ADDRESS    UINT64_C(0x000ffffffffff000)

/* Bits 1 to 8, and 63. */
#define LOW(i)                                          \
	(PT_READ | ((i)*2 & X86_WRITE ? PT_WRITE : 0) | \
	    ((i)*2 & X86_USER ? PT_USER : 0) |          \
	    ((i)*2 & X86_PCD ? PT_DEVICE : 0) |         \
	    ((i)*2 & X86_ACCESSED ? PT_ACCESSED : 0) |  \
	    ((i)*2 & X86_DIRTY ? PT_DIRTY : 0) |        \
	    ((i)*2 & X86_GLOBAL ? PT_GLOBAL : 0))
static const uint8_t low[] = {PT_256(LOW, 0)};
static const uint8_t high[] = {PT_EXEC, 0};

#define X86_COMMON                                                             \
	.page_shift = 12, .index_bits = 9, .root_bits = 9, .leaf_levels = 7,   \
	.va_signed = true, .pa_bits = 52, .pa_field = X86_ADDRESS,             \
	.table_bits = PT_PRESENT | X86_WRITE | X86_USER,                       \
	.table_mask = PT_PRESENT | X86_BLOCK, .table_value = PT_PRESENT,       \
	.page_bits = PT_PRESENT, .block_bits = PT_PRESENT | X86_BLOCK,         \
	.attr_bits = X86_WRITE | X86_USER | X86_PWT | X86_PCD | X86_ACCESSED | \
	    X86_DIRTY | X86_GLOBAL | X86_NO_EXECUTE,                           \
	.attrs = 255,                                                          \
	.rules =                                                               \
	    {                                                                  \
		{PT_WRITE, PT_WRITE, X86_WRITE},                               \
		{PT_EXEC, 0, X86_NO_EXECUTE},                                  \
		{PT_USER, PT_USER, X86_USER},                                  \
		{PT_DEVICE, PT_DEVICE, X86_PWT | X86_PCD},                     \
		{PT_GLOBAL, PT_GLOBAL, X86_GLOBAL},                            \
		{PT_ACCESSED, PT_ACCESSED, X86_ACCESSED},                      \
		{PT_DIRTY, PT_DIRTY, X86_DIRTY},                               \
	},                                                                     \
	.never = {{PT_READ, 0, 0}}, .low = {1, 255, low},                      \
	.high = {63, 1, high}

static const struct pt_arch four = {
    .name = "x86_64-4", .levels = 4, .va_bits = 47, X86_COMMON};
static const struct pt_arch five = {
    .name = "x86_64-5", .levels = 5, .va_bits = 56, X86_COMMON};

const struct pt_arch *const pt_arch_x86_64[] = {&four, &five, NULL};
