/* naive - obviously right, and slow. */
#include <stdlib.h>

#include "naive.h"

#define K    UINT64_C(1024)
#define M    (K * K)
#define G    (M * K)
#define RWXA (PT_READ | PT_WRITE | PT_EXEC | PT_DEVICE | PT_ACCESSED)
#define RV   (255u - PT_DEVICE)

const struct naive_arch naive_archs[] = {
    {"x86_64-4", {4 * K, 2 * M, G}, 47, true, 52, 255, PT_READ, 0, 0},
    {"x86_64-5", {4 * K, 2 * M, G}, 56, true, 52, 255, PT_READ, 0, 0},
    {"aarch64-4k", {4 * K, 2 * M, G}, 48, false, 48, 255, PT_READ, PT_DIRTY,
	PT_WRITE},
    {"aarch64-16k", {16 * K, 32 * M}, 48, false, 48, 255, PT_READ, PT_DIRTY,
	PT_WRITE},
    {"aarch64-64k", {64 * K, 512 * M}, 48, false, 48, 255, PT_READ, PT_DIRTY,
	PT_WRITE},
    {"aarch64-4k-stage2", {4 * K, 2 * M, G}, 48, false, 48, RWXA,
	PT_READ | PT_WRITE | PT_EXEC, 0, 0},
    {"aarch64-16k-stage2", {16 * K, 32 * M}, 48, false, 48, RWXA,
	PT_READ | PT_WRITE | PT_EXEC, 0, 0},
    {"aarch64-64k-stage2", {64 * K, 512 * M}, 48, false, 48, RWXA,
	PT_READ | PT_WRITE | PT_EXEC, 0, 0},
    {"riscv64-sv39", {4 * K, 2 * M, G}, 38, true, 56, RV, PT_READ | PT_EXEC,
	PT_WRITE, PT_READ},
    {"riscv64-sv48", {4 * K, 2 * M, G, 512 * G}, 47, true, 56, RV,
	PT_READ | PT_EXEC, PT_WRITE, PT_READ},
    {"riscv64-sv57", {4 * K, 2 * M, G, 512 * G, 512 * 512 * G}, 56, true, 56,
	RV, PT_READ | PT_EXEC, PT_WRITE, PT_READ},
    {"riscv64-sv39-svpbmt", {4 * K, 2 * M, G}, 38, true, 56, 255,
	PT_READ | PT_EXEC, PT_WRITE, PT_READ},
    {"riscv64-sv48-svpbmt", {4 * K, 2 * M, G, 512 * G}, 47, true, 56, 255,
	PT_READ | PT_EXEC, PT_WRITE, PT_READ},
    {"riscv64-sv57-svpbmt", {4 * K, 2 * M, G, 512 * G, 512 * 512 * G}, 56, true,
	56, 255, PT_READ | PT_EXEC, PT_WRITE, PT_READ},
    {NULL, {0}, 0, false, 0, 0, 0, 0, 0}};

static void *
need(void *p)
{
	if (p == NULL)
		exit(2);
	return p;
}

void
naive_init(struct naive *n, const struct naive_arch *arch, uint64_t pa_first,
    uint64_t pa_end, bool no_alias)
{
	uint64_t page = arch->sizes[0], block = arch->sizes[1];
	uint64_t top = arch->both ? 0 : UINT64_C(1) << arch->va_bits;
	int i;

	n->arch = arch;
	n->pa_first = pa_first;
	n->pa_end = pa_end;
	n->no_alias = no_alias;
	n->mapped = 0;
	n->owned = need(
	    calloc((size_t)((pa_end - pa_first) / page), sizeof *n->owned));
	n->window[0].base = 0;
	n->window[0].pages = 3 * block / page;
	n->window[1].base = top - 2 * block;
	n->window[1].pages = 2 * block / page;
	n->window[2].base = 4 * G;
	n->window[2].pages = (arch->sizes[2] != 0 ? 2 * G : 2 * block) / page;
	for (i = 0; i < NAIVE_WINDOWS; i++)
		n->window[i].page = need(calloc(
		    (size_t)n->window[i].pages, sizeof *n->window[i].page));
}

void
naive_free(struct naive *n)
{
	int i;

	for (i = 0; i < NAIVE_WINDOWS; i++)
		free(n->window[i].page);
	free(n->owned);
}

struct naive_page *
naive_at(struct naive *n, uint64_t va)
{
	uint64_t page = n->arch->sizes[0], i;
	int w;

	for (w = 0; w < NAIVE_WINDOWS; w++) {
		i = (va - n->window[w].base) / page;
		if (va >= n->window[w].base && i < n->window[w].pages)
			return &n->window[w].page[i];
	}
	return NULL;
}

static bool
is_address(const struct naive *n, uint64_t va)
{
	uint64_t size = UINT64_C(1) << n->arch->va_bits;

	return va < size || (n->arch->both && va >= -size);
}

static bool
allowed(const struct naive *n, unsigned attrs)
{
	const struct naive_arch *a = n->arch;

	return (attrs & ~a->attrs) == 0 && (attrs & a->one_of) != 0 &&
	    ((attrs & a->with) == 0 || (attrs & a->needs) != 0);
}

static enum pt_error
range_wrong(const struct naive *n, uint64_t va, uint64_t len)
{
	uint64_t page = n->arch->sizes[0], last = va + len - 1;

	if (!is_address(n, va))
		return PT_NOT_CANONICAL;
	if (len == 0)
		return PT_SIZE;
	if (last < va || !is_address(n, last) || (va ^ last) >> 63 != 0)
		return PT_NOT_CANONICAL;
	return va % page != 0 || len % page != 0 ? PT_NOT_ALIGNED : PT_OK;
}

static enum pt_error
phys_wrong(const struct naive *n, uint64_t pa, uint64_t len)
{
	if (pa % n->arch->sizes[0] != 0)
		return PT_NOT_ALIGNED;
	return pa < n->pa_first || pa >= n->pa_end || len > n->pa_end - pa
	    ? PT_PHYS_BOUNDS
	    : PT_OK;
}

static bool
any_used(struct naive *n, uint64_t va, uint64_t len)
{
	uint64_t at;

	for (at = 0; at < len; at += n->arch->sizes[0])
		if (naive_at(n, va + at)->size != 0)
			return true;
	return false;
}

static bool
any_owned(const struct naive *n, uint64_t pa, uint64_t len)
{
	uint64_t page = n->arch->sizes[0], at;

	for (at = 0; n->no_alias && at < len; at += page)
		if (n->owned[(pa + at - n->pa_first) / page])
			return true;
	return false;
}

static void
put(struct naive *n, uint64_t va, uint64_t pa, uint64_t size, unsigned attrs)
{
	uint64_t page = n->arch->sizes[0], at;
	struct naive_page *p;

	for (at = 0; at < size; at += page) {
		p = naive_at(n, va + at);
		p->pa = pa + at;
		p->size = size;
		p->attrs = attrs;
		n->owned[(pa + at - n->pa_first) / page] = true;
		n->mapped++;
	}
}

enum pt_error
naive_map(struct naive *n, uint64_t va, uint64_t pa, uint64_t size,
    unsigned attrs, bool go)
{
	enum pt_error error;
	int i;

	if (!is_address(n, va))
		return PT_NOT_CANONICAL;
	for (i = 0; n->arch->sizes[i] != size; i++)
		if (n->arch->sizes[i] == 0)
			return PT_SIZE;
	if (size == 0)
		return PT_SIZE;
	if (va % size != 0 || pa % size != 0)
		return PT_NOT_ALIGNED;
	error = phys_wrong(n, pa, size);
	if (error != PT_OK)
		return error;
	if (!allowed(n, attrs))
		return PT_ATTRIBUTES;
	if (any_used(n, va, size))
		return PT_VIRT_OVERLAP;
	if (any_owned(n, pa, size))
		return PT_PHYS_OVERLAP;
	if (go)
		put(n, va, pa, size, attrs);
	return PT_OK;
}

enum pt_error
naive_map_range(struct naive *n, uint64_t va, uint64_t pa, uint64_t len,
    unsigned attrs, bool go)
{
	enum pt_error error = range_wrong(n, va, len);
	uint64_t size = n->arch->sizes[0];
	int i;

	if (error == PT_OK)
		error = phys_wrong(n, pa, len);
	if (error != PT_OK)
		return error;
	if (!allowed(n, attrs))
		return PT_ATTRIBUTES;
	if (any_used(n, va, len))
		return PT_VIRT_OVERLAP;
	if (any_owned(n, pa, len))
		return PT_PHYS_OVERLAP;
	for (; go && len > 0; va += size, pa += size, len -= size) {
		for (i = 0; n->arch->sizes[i] != 0; i++)
			if (va % n->arch->sizes[i] == 0 &&
			    pa % n->arch->sizes[i] == 0 &&
			    len >= n->arch->sizes[i])
				size = n->arch->sizes[i];
		put(n, va, pa, size, attrs);
	}
	return PT_OK;
}

static void
drop(struct naive *n, uint64_t va)
{
	struct naive_page *p = naive_at(n, va);

	if (p->size == 0)
		return;
	n->owned[(p->pa - n->pa_first) / n->arch->sizes[0]] = false;
	p->size = 0;
	n->mapped--;
}

enum pt_error
naive_unmap(struct naive *n, uint64_t va, bool go)
{
	uint64_t page = n->arch->sizes[0], size, at;
	struct naive_page *p;

	if (!is_address(n, va))
		return PT_NOT_CANONICAL;
	if (va % page != 0)
		return PT_NOT_ALIGNED;
	p = naive_at(n, va);
	if (p == NULL || p->size == 0)
		return PT_NOT_MAPPED;
	size = p->size;
	if (va % size != 0)
		return PT_NOT_ALIGNED;
	for (at = 0; go && at < size; at += page)
		drop(n, va + at);
	return PT_OK;
}

/* The frame around x, if x lies inside, becomes smaller ones: each page gets
   the largest that does not have x inside. */
static void
divide(struct naive *n, uint64_t x)
{
	uint64_t page = n->arch->sizes[0], from, size, at, s;
	struct naive_page *p = naive_at(n, x);
	int i;

	if (p == NULL || p->size == 0 || x % p->size == 0)
		return;
	size = p->size;
	from = x - x % size;
	for (at = from; at - from < size; at += page)
		for (i = 0; (s = n->arch->sizes[i]) != 0 && s < size; i++)
			if (x % s == 0 || at / s != x / s)
				naive_at(n, at)->size = s;
}

enum pt_error
naive_unmap_range(struct naive *n, uint64_t va, uint64_t len, bool go)
{
	enum pt_error error = range_wrong(n, va, len);
	uint64_t at;

	if (error != PT_OK)
		return error;
	if (!any_used(n, va, len))
		return PT_NOT_MAPPED;
	if (!go)
		return PT_OK;
	divide(n, va);
	divide(n, va + len);
	for (at = 0; at < len; at += n->arch->sizes[0])
		drop(n, va + at);
	return PT_OK;
}

enum pt_error
naive_protect_range(
    struct naive *n, uint64_t va, uint64_t len, unsigned attrs, bool go)
{
	enum pt_error error = range_wrong(n, va, len);
	struct naive_page *p;
	unsigned kept;
	uint64_t at;

	if (error != PT_OK)
		return error;
	if (!allowed(n, attrs))
		return PT_ATTRIBUTES;
	for (at = 0; at < len; at += n->arch->sizes[0])
		if (naive_at(n, va + at)->size == 0)
			return PT_NOT_MAPPED;
	if (!go)
		return PT_OK;
	divide(n, va);
	divide(n, va + len);
	for (at = 0; at < len; at += n->arch->sizes[0]) {
		p = naive_at(n, va + at);
		kept = p->attrs & (PT_ACCESSED | PT_DIRTY);
		if (!allowed(n, attrs | kept))
			kept &= PT_ACCESSED;
		p->attrs = attrs | kept;
	}
	return PT_OK;
}

enum pt_error
naive_protect(struct naive *n, uint64_t va, unsigned attrs, bool go)
{
	struct naive_page *p;

	if (!is_address(n, va))
		return PT_NOT_CANONICAL;
	if (va % n->arch->sizes[0] != 0)
		return PT_NOT_ALIGNED;
	p = naive_at(n, va);
	if (p == NULL || p->size == 0)
		return PT_NOT_MAPPED;
	if (va % p->size != 0)
		return PT_NOT_ALIGNED;
	return naive_protect_range(n, va, p->size, attrs, go);
}

enum pt_error
naive_query(struct naive *n, uint64_t va, struct pt_mapping *m)
{
	uint64_t page = n->arch->sizes[0];
	struct naive_page *p;

	if (!is_address(n, va))
		return PT_NOT_CANONICAL;
	p = naive_at(n, va);
	if (p == NULL || p->size == 0)
		return PT_NOT_MAPPED;
	m->size = p->size;
	m->va = va - va % p->size;
	m->pa = p->pa - (va - va % page - m->va);
	m->attrs = p->attrs;
	return PT_OK;
}
