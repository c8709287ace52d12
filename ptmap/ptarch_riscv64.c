/*
 * ptarch_riscv64 - RISC-V privileged specification 1.12, sections 4.3 to 4.6
 * (Sv32 and Sv39 to Sv57), and chapter 6 (Svpbmt: memory types in bits 61, 62;
 * without it the platform alone says what is a device).
 *
 * An entry with R, W and X all zero points to a table; W without R is reserved.
 */
#include "ptarch.h"

enum {
	RV_READ = 2,
	RV_WRITE = 4,
	RV_EXEC = 8,
	RV_USER = 16,
	RV_GLOBAL = 32,
	RV_ACCESSED = 64,
	RV_DIRTY = 128,
	RV_KIND = RV_READ | RV_WRITE | RV_EXEC
};
#define RV_IO	   (UINT64_C(2) << 61)
#define RV_ADDRESS UINT64_C(0x003ffffffffffc00)

/* Bits 1 to 7, and 61 to 62. */
#define LOW(i)                                                                 \
	(((i)*2 & RV_READ ? PT_READ : 0) | ((i)*2 & RV_WRITE ? PT_WRITE : 0) | \
	    ((i)*2 & RV_EXEC ? PT_EXEC : 0) |                                  \
	    ((i)*2 & RV_USER ? PT_USER : 0) |                                  \
	    ((i)*2 & RV_GLOBAL ? PT_GLOBAL : 0) |                              \
	    ((i)*2 & RV_ACCESSED ? PT_ACCESSED : 0) |                          \
	    ((i)*2 & RV_DIRTY ? PT_DIRTY : 0))
static const uint8_t low[] = {PT_64(LOW, 0), PT_64(LOW, 64)};
static const uint8_t high[] = {0, 0, PT_DEVICE, 0};

/* Under Svpbmt the type is 0, 1 or 2; without, the bits are zero. */
#define RV_ARCH(id, text, n, leaves, bits, device)                           \
	static const struct pt_arch id = {                                   \
	    .name = text,                                                    \
	    .levels = n,                                                     \
	    .page_shift = 12,                                                \
	    .index_bits = 9,                                                 \
	    .root_bits = 9,                                                  \
	    .leaf_levels = leaves,                                           \
	    .va_bits = bits,                                                 \
	    .va_signed = true,                                               \
	    .flush_new = true,                                               \
	    .pa_bits = 56,                                                   \
	    .pa_right = 2,                                                   \
	    .pa_field = RV_ADDRESS,                                          \
	    .table_bits = PT_PRESENT,                                        \
	    .table_mask = PT_PRESENT | RV_KIND,                              \
	    .table_value = PT_PRESENT,                                       \
	    .page_bits = PT_PRESENT,                                         \
	    .block_bits = PT_PRESENT,                                        \
	    .attr_bits = RV_KIND | RV_USER | RV_GLOBAL | RV_ACCESSED |       \
		RV_DIRTY | (device),                                         \
	    .attrs = (device) != 0 ? 255 : 255 - PT_DEVICE,                  \
	    .rules = {{PT_READ, PT_READ, RV_READ},                           \
		{PT_WRITE, PT_WRITE, RV_WRITE}, {PT_EXEC, PT_EXEC, RV_EXEC}, \
		{PT_USER, PT_USER, RV_USER},                                 \
		{PT_DEVICE, PT_DEVICE, RV_IO & (device)},                    \
		{PT_GLOBAL, PT_GLOBAL, RV_GLOBAL},                           \
		{PT_ACCESSED, PT_ACCESSED, RV_ACCESSED},                     \
		{PT_DIRTY, PT_DIRTY, RV_DIRTY}},                             \
	    .never = {{PT_READ | PT_WRITE, PT_WRITE, 0},                     \
		{PT_READ | PT_EXEC, 0, 0}},                                  \
	    .low = {1, 127, low},                                            \
	    .high = {61, 3, high},                                           \
	}

#define RV_PBMT (UINT64_C(3) << 61)

RV_ARCH(sv39, "riscv64-sv39", 3, 7, 38, UINT64_C(0));
RV_ARCH(sv48, "riscv64-sv48", 4, 15, 47, UINT64_C(0));
RV_ARCH(sv57, "riscv64-sv57", 5, 31, 56, UINT64_C(0));
RV_ARCH(sv39t, "riscv64-sv39-svpbmt", 3, 7, 38, RV_PBMT);
RV_ARCH(sv48t, "riscv64-sv48-svpbmt", 4, 15, 47, RV_PBMT);
RV_ARCH(sv57t, "riscv64-sv57-svpbmt", 5, 31, 56, RV_PBMT);

const struct pt_arch *const pt_arch_riscv64[] = {
    &sv39, &sv48, &sv57, &sv39t, &sv48t, &sv57t, NULL};
