#include "compose.h"

#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fdio.h"
#include "frame.h"
#include "move.h"
#include "pages.h"
#include "pattern.h"
#include "phtable.h"

#ifndef MFD_EXEC
#define MFD_EXEC 0x10u
#endif
#ifndef F_SEAL_EXEC
#define F_SEAL_EXEC 0x20
#endif

/* How far the data moves to keep call patterns out of mapped headers. */
enum { SHIFTS = 256 };

/* memfd_create(2): the longest name it takes. */
enum { MEMFD_NAME = 249 };

#if defined(__x86_64__)
#define HOST arch_x86_64
#elif defined(__aarch64__)
#define HOST arch_aarch64
#else
#define HOST arch_riscv64
#endif

static struct fault
failed(struct compose *c, enum fault_code code)
{
	c->error = errno;
	return fault_of(code);
}

static struct fault
put(struct compose *c, const uint8_t *b, size_t n, uint64_t off)
{
	c->error = fdio_write_at(c->fd, b, n, off);
	return c->error == 0 ? fault_none() : fault_of(FAULT_SEAL);
}

/* A call pattern in the headers themselves, wherever they may be mapped. */
static bool
headers_call(struct compose *c)
{
	const struct image *img = &c->image;
	size_t n = c->layout.phnum * IMAGE_PHDR_BYTES;
	uint8_t header[LAYOUT_EHDR];

	if (!c->layout.exec)
		return false;
	phtable_put_header(img, &c->layout, header);
	phtable_put(&c->layout, c->table);
	return pattern_first(img->arch, 0, header, sizeof header, 0) <
	    sizeof header ||
	    pattern_first(img->arch, c->layout.phoff, c->table, n, 0) < n;
}

static struct fault
lay_out(struct compose *c)
{
	struct fault f;
	uint64_t shift;

	for (shift = 0; shift < SHIFTS; shift++) {
		f = layout_make(
		    &c->image, shift, c->base != 0 ? 1 : 0, &c->layout);
		if (f.code != FAULT_NONE)
			return f;
		if (!headers_call(c))
			return fault_none();
	}
	return fault_of(FAULT_HEADER_CALL);
}

/* MFD_EXEC came with Linux 6.3; before, every memfd may be executed. */
static int
new_memfd(const char *name)
{
	unsigned flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
	char cut[MEMFD_NAME + 1];
	int fd;

	snprintf(cut, sizeof cut, "%.*s", MEMFD_NAME, name);
	fd = memfd_create(cut, flags | MFD_EXEC);

	if (fd == -1 && errno == EINVAL)
		fd = memfd_create(cut, flags);
	return fd;
}

/* Of tables only what is in use: they have room for much more. */
static void
copy_image(struct image *to, const struct image *from)
{
	memcpy(to, from, offsetof(struct image, phdrs));
	memcpy(to->phdrs, from->phdrs, from->prog.phnum * sizeof *to->phdrs);
	memcpy(to->segs, from->segs, from->nsegs * sizeof *to->segs);
}

/* A static PIE gets an address of our choice. Without a plan there is nothing
   to be held, and the check refuses it. */
static struct fault
choose_address(struct compose *c)
{
	const struct image *img = &c->source.img;
	uint64_t chance;

	copy_image(&c->image, img);
	if (img->prog.type == IMAGE_EXEC || c->as_linked || !img->has_plan)
		return fault_none();
	if (getrandom(&chance, sizeof chance, 0) != sizeof chance)
		return failed(c, FAULT_SEAL);
	c->base = move_base(img, chance);
	if (c->base == 0)
		return fault_at(
		    FAULT_MOVE_ROOM, AT_ADDRESS, img->segs[0].vaddr);
	c->sites = calloc(img->nsites + 1, sizeof *c->sites);
	c->plan = calloc(img->nsites + 1, sizeof *c->plan);
	if (c->sites == NULL || c->plan == NULL)
		return fault_of(FAULT_MEMORY);
	move_image(&c->image, c->base, c->sites, c->plan);
	return fault_none();
}

static struct fault
begin(struct compose *c, const char *name)
{
	const struct image *img = &c->source.img;
	struct fault f;

	if (c->host && img->arch != &HOST)
		return fault_of(FAULT_FOREIGN);
	f = choose_address(c);
	if (f.code == FAULT_NONE)
		f = lay_out(c);
	if (f.code != FAULT_NONE)
		return f;
	c->fd = new_memfd(name != NULL ? name : (const char *)img->prog.name);
	if (c->fd == -1 || ftruncate(c->fd, (off_t)c->layout.size) == -1)
		return failed(c, FAULT_SEAL);
	return fault_none();
}

/* Last, over what the segments have there. */
static struct fault
put_headers(struct compose *c)
{
	uint8_t header[LAYOUT_EHDR];
	struct fault f;

	phtable_put_header(&c->image, &c->layout, header);
	phtable_put(&c->layout, c->table);
	f = put(c, header, sizeof header, 0);
	if (f.code == FAULT_NONE)
		f = put(c, c->table, c->layout.phnum * IMAGE_PHDR_BYTES,
		    c->layout.phoff);
	return f;
}

static struct fault
seal(struct compose *c)
{
	int seals = F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL;

	if (fcntl(c->fd, F_ADD_SEALS, seals | F_SEAL_EXEC) == 0)
		return fault_none();
	if (errno == EINVAL && fcntl(c->fd, F_ADD_SEALS, seals) == 0)
		return fault_none();
	return failed(c, FAULT_SEAL);
}

/* Until the seal another process could change the size as well. */
static bool
size_kept(const struct compose *c, size_t size)
{
	struct stat st;

	return fstat(c->fd, &st) == 0 && st.st_size == (off_t)size;
}

static struct fault
check(struct compose *c)
{
	size_t size = (size_t)c->layout.size;
	struct fault f;
	void *map;

	errno = EBUSY;
	if (!size_kept(c, size))
		return failed(c, FAULT_SEAL);

	map = mmap(NULL, size, PROT_READ, MAP_PRIVATE, c->fd, 0);
	if (map == MAP_FAILED)
		return failed(c, FAULT_SEAL);
	f = final_check(
	    &c->final, map, size, c->layout.front, &c->image, c->filtered);
	if (f.code == FAULT_NONE)
		f = frame_check(&c->final.view, &c->layout);
	if (munmap(map, size) == -1 && f.code == FAULT_NONE)
		f = failed(c, FAULT_SEAL);
	return f;
}

/* A record that the reader does not know may be one of page tables. */
static struct fault
take_paging(struct compose *c)
{
	const struct record *rec = &c->source.rec;
	struct paging_seen *p = &c->paging;
	enum fault_code code;

	if (p->ranges == NULL)
		p->ranges = calloc(IMAGE_PHDRS, sizeof *p->ranges);
	if (p->ranges == NULL)
		return fault_of(FAULT_MEMORY);
	code = paging_take(p, rec->type, rec->payload, rec->len);
	if (code == FAULT_NONE && p->root && p->tables == NULL) {
		p->tables =
		    malloc((size_t)(p->head.ntables * p->head.table_bytes));
		if (p->tables == NULL)
			return fault_of(FAULT_MEMORY);
	}
	return code == FAULT_NONE
	    ? fault_none()
	    : fault_at(code, AT_STREAM, c->source.in.offset);
}

static struct fault
check_paging(struct compose *c)
{
	if (!paging_whole(&c->paging))
		return fault_at(
		    FAULT_BAD_PAGING, AT_STREAM, c->source.in.offset);
	return c->paging.root ? pages_check(&c->paging, &c->source.img)
			      : fault_none();
}

static struct fault
take(struct compose *c, const char *name)
{
	struct source *s = &c->source;
	struct fault f = fault_none();

	if (s->head && c->fd == -1)
		f = begin(c, name);
	if (s->rank == TAKE_SYMB && c->symbols != NULL)
		symtab_record(c->symbols, s->rec.payload, s->rec.len);
	if (f.code == FAULT_NONE && s->rank == TAKE_START)
		f = take_paging(c);
	if (f.code == FAULT_NONE && s->rank == TAKE_END)
		f = check_paging(c);
	if (f.code == FAULT_NONE && s->rank == TAKE_DATA)
		f = put(c, s->rec.payload + s->data.at, s->data.n,
		    layout_offset(
			&c->layout, s->data.seg, s->data.vaddr + c->base));
	return f;
}

static enum compose_end
refused(struct compose *c, struct fault f, struct fault *fault)
{
	if (f.place == AT_ADDRESS)
		source_name(&c->source, f.at);
	*fault = f;
	return COMPOSE_FAULT;
}

enum compose_end
compose_run(struct compose *c, int from, const char *name, struct fault *fault)
{
	enum source_event event;
	struct fault f;

	c->fd = -1;
	source_start(&c->source, from);
	for (;;) {
		event = source_next(&c->source);
		if (event == SOURCE_STOP)
			return COMPOSE_STOP;
		if (event == SOURCE_FAULT) {
			c->error = c->source.in.error;
			*fault = c->source.fault;
			return COMPOSE_FAULT;
		}
		f = take(c, name);
		if (f.code != FAULT_NONE)
			return refused(c, f, fault);
		if (event == SOURCE_END)
			break;
	}
	f = put_headers(c);
	if (f.code == FAULT_NONE)
		f = seal(c);
	if (f.code == FAULT_NONE)
		f = check(c);
	if (f.place == AT_ADDRESS && f.at >= c->base)
		f.at -= c->base; /* people know addresses as linked */
	*fault = f;
	return f.code == FAULT_NONE ? COMPOSE_DONE : COMPOSE_FAULT;
}

void
compose_free(struct compose *c)
{
	if (c->fd != -1)
		(void)close(c->fd);
	free(c->sites);
	free(c->plan);
	free(c->paging.ranges);
	free(c->paging.tables);
	source_free(&c->source);
	symtab_free(c->symbols);
}
