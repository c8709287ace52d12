/*
 * image - what a stream says of one program image, decoded.
 *
 * Addresses are as linked; sizes are bytes; intervals are [start, end).
 * The records behind each struct, and every rule, are in image-stream(5).
 */
#ifndef IMAGE_H
#define IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arch.h"
#include "fault.h"

enum {
	IMAGE_PHDRS = 1024,
	IMAGE_SITES = 65536,
	IMAGE_SETS = 4096,
	IMAGE_NAME = 255,
	IMAGE_PHDR_BYTES = 56
};

/* The loader's own range: no page of an ET_EXEC image may lie in it. */
#define IMAGE_RESERVED_START UINT64_C(0x70000000)
#define IMAGE_RESERVED_END   UINT64_C(0x80000000)
/* The most memory past the file's bytes of all segments not writable. */
#define IMAGE_ZEROS_MAX UINT64_C(0x1000000)
#define IMAGE_ALIGN_MAX UINT64_C(0x40000000)

enum { IMAGE_X = 1, IMAGE_W = 2, IMAGE_R = 4 }; /* p_flags */
enum { IMAGE_EXEC = 2, IMAGE_DYN = 3 };		/* e_type */

/* p_type: ELF gABI, and the GNU and RISC-V psABI supplements. */
enum {
	PHDR_NULL = 0,
	PHDR_LOAD = 1,
	PHDR_DYNAMIC = 2,
	PHDR_INTERP = 3,
	PHDR_NOTE = 4,
	PHDR_PHDR = 6,
	PHDR_TLS = 7
};
#define PHDR_GNU_EH_FRAME     0x6474e550u
#define PHDR_GNU_STACK	      0x6474e551u
#define PHDR_GNU_RELRO	      0x6474e552u
#define PHDR_GNU_PROPERTY     0x6474e553u
#define PHDR_RISCV_ATTRIBUTES 0x70000003u

struct phdr {
	uint32_t type, flags;
	uint64_t offset, vaddr, paddr, filesz, memsz, align;
};

struct program {
	uint16_t machine, type;
	uint32_t flags;
	uint64_t entry, phoff;
	uint32_t phnum;
	uint32_t name_len;
	uint8_t name[IMAGE_NAME + 1]; /* NUL after name_len bytes */
};

struct segment {
	uint64_t vaddr, memsz, filesz, offset, align;
	uint32_t flags;
};

/* What is known of the numbers a site may issue. */
enum { NUMBERS_NONE = 0, NUMBERS_ONE = 1, NUMBERS_SET = 2 };
enum {
	SITE_STUB = 1,
	SITE_MOV = 2,
	SITE_CALL = 3,
	SITE_EMBEDDED = 4,
	SITE_TRAP = 5
};
enum { SITE_KNOWS_NUMBER = 1, SITE_KNOWN_ALL = 127, SITE_ARGS = 6 };

struct site {
	uint64_t vaddr;
	uint8_t kind, length, numbers;
	uint32_t number; /* or the index of a set */
	uint32_t known;
	uint8_t original[ARCH_SLOT];
	uint64_t args[SITE_ARGS];
};

struct number_set {
	uint8_t bits[ARCH_NUMBERS / 8];
};

enum { DECISION_DENY = 0, DECISION_ALLOW = 1 };
enum { HOLDER_NOBODY = 0, HOLDER_BYTES = 1, HOLDER_FILTER = 2 };

struct decision {
	uint64_t vaddr;
	uint32_t number; /* or the index of a set of the plan's */
	uint8_t numbers, decision, holder;
	uint8_t exec; /* 1: it may ask for executable memory */
};

struct image {
	const struct arch *arch;
	struct program prog;
	size_t nsegs, nsites, nsets, nplan, npsets; /* entries seen */
	size_t sites_total, sets_total, plan_total, psets_total;
	size_t sites_room, sets_room, plan_room, psets_room;
	bool has_plan;
	struct site *sites; /* the owner of the image gives the room */
	struct number_set *sets;
	struct decision *plan;
	struct number_set *psets;
	struct phdr phdrs[IMAGE_PHDRS];
	struct segment segs[IMAGE_PHDRS];
};

/*@ logic integer bit_of(integer byte, integer k) =
      (byte & (1 << k)) != 0 ? 1 : 0;

    logic integer member(struct number_set *s, integer n) =
      bit_of(s->bits[n / 8], n % 8);

    predicate in_set(struct number_set *s, integer n) =
      0 <= n < ARCH_NUMBERS && member(s, n) == 1;

    // How many numbers below n are members.
    logic integer members(struct number_set *s, integer n) =
      n <= 0 ? 0 : members(s, n - 1) + member(s, n - 1);
*/

/*@ requires \valid_read(s);
    assigns \nothing;
    ensures \result <==> in_set(s, number);
*/
/*
 * number is a member of s; false for numbers that no set can hold.
 */
bool set_has(const struct number_set *s, uint64_t number);
/*@ requires \valid(s);
    assigns s->bits[0 .. 127];
    ensures number < ARCH_NUMBERS ==> in_set(s, number);
    ensures \forall integer n; n != number ==>
      (in_set(s, n) <==> in_set{Pre}(s, n));
*/
void set_add(struct number_set *s, uint32_t number);
/*@ requires \valid_read(s);
    assigns \nothing;
    ensures \result == members(s, ARCH_NUMBERS) && \result <= ARCH_NUMBERS;
    ensures \result == 0 <==> \forall integer n; !in_set(s, n);
    ensures \result == 1 ==> \forall integer m, n;
      in_set(s, m) && in_set(s, n) ==> m == n;
*/
/* Members, and the least one (ARCH_NUMBERS if there is none). */
uint32_t set_count(const struct number_set *s);
/*@ requires \valid_read(s);
    assigns \nothing;
    ensures \result <= ARCH_NUMBERS;
    ensures \result < ARCH_NUMBERS ==> in_set(s, \result);
    ensures \forall integer n; n < \result ==> !in_set(s, n);
*/
uint32_t set_least(const struct number_set *s);

/*@ predicate in_file(struct segment *s, integer a, integer len) =
      s->vaddr <= a && a + len <= s->vaddr + s->filesz;
*/
/*@ requires \valid_read(segs + (0 .. nsegs - 1));
    assigns \nothing;
    ensures \result <= nsegs;
    ensures \result < nsegs ==> in_file(&segs[\result], addr, len);
    ensures \forall integer i; 0 <= i < \result ==>
      !in_file(&segs[i], addr, len);
*/
/* The segment whose file bytes hold all of [addr, addr + len), or nsegs. */
size_t image_segment_of(
    const struct segment *segs, size_t nsegs, uint64_t addr, uint64_t len);

#endif
