/* naive - what page tables should say, page by page: an array. */
#ifndef NAIVE_H
#define NAIVE_H

#include <stdbool.h>
#include <stdint.h>

#include "ptmap.h"

/* What the manuals say of an architecture, said once more. */
struct naive_arch {
	const char *name;
	uint64_t sizes[6]; /* of frames, ascending, 0 ends them */
	int va_bits;	   /* addresses are 0 .. 2^va_bits - 1 */
	bool both;	   /* and the same number at the top */
	int pa_bits;
	unsigned attrs;
	/* Every mapping has one of these; and if `with`, then `needs`. */
	unsigned one_of, with, needs;
};
extern const struct naive_arch naive_archs[];

enum { NAIVE_WINDOWS = 3 };

struct naive_page {
	uint64_t pa, size; /* of this page; of the frame that it is in; 0 */
	unsigned attrs;
};

struct naive {
	const struct naive_arch *arch;
	struct {
		uint64_t base, pages;
		struct naive_page *page;
	} window[NAIVE_WINDOWS];
	uint64_t pa_first, pa_end;
	bool no_alias;
	bool *owned;	 /* by page from pa_first on */
	uint64_t mapped; /* pages */
};

void naive_init(struct naive *n, const struct naive_arch *arch,
    uint64_t pa_first, uint64_t pa_end, bool no_alias);
void naive_free(struct naive *n);
/* The page at va, in a window; NULL: in none, where nothing is mapped. */
struct naive_page *naive_at(struct naive *n, uint64_t va);

/* As the functions of ptmap.h, of which only PT_NO_TABLES is not foreseen. The
   first says what would be; with go, it is done. Ranges lie in windows. */
enum pt_error naive_map(struct naive *n, uint64_t va, uint64_t pa,
    uint64_t size, unsigned attrs, bool go);
enum pt_error naive_map_range(struct naive *n, uint64_t va, uint64_t pa,
    uint64_t len, unsigned attrs, bool go);
enum pt_error naive_unmap(struct naive *n, uint64_t va, bool go);
enum pt_error naive_unmap_range(
    struct naive *n, uint64_t va, uint64_t len, bool go);
enum pt_error naive_protect(
    struct naive *n, uint64_t va, unsigned attrs, bool go);
enum pt_error naive_protect_range(
    struct naive *n, uint64_t va, uint64_t len, unsigned attrs, bool go);
enum pt_error naive_query(struct naive *n, uint64_t va, struct pt_mapping *m);

#endif
