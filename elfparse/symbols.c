#include "symbols.h"

#include <libelf.h>

void
symbols_start(struct symbols *s, struct elffile *e,
    const struct sections *sections, const struct image *img)
{
	s->e = e;
	s->sections = sections;
	s->img = img;
	s->next = 0;
	s->have = s->used = 0;
	s->window = 0;
	s->window_len = 0;
	s->room =
	    8 * (sections->sym_count * sizeof *s->batch + sections->str_size) +
	    RECORD_TEXT_MAX;
}

static bool
refill(struct symbols *s)
{
	uint64_t left = s->sections->sym_count - s->next;

	s->used = 0;
	s->have = left < ELFFILE_BATCH ? (size_t)left : ELFFILE_BATCH;
	if (!s->sections->symbols || s->have == 0 ||
	    elffile_entries(s->e,
		s->sections->sym_offset + s->next * sizeof *s->batch, s->have,
		sizeof *s->batch, ELF_T_SYM, s->batch)
		    .code != FAULT_NONE)
		return false;
	s->next += s->have;
	return true;
}

/* The name at that offset of the string table, through the window. */
static bool
name_of(struct symbols *s, uint64_t at, struct symbol *sym)
{
	uint64_t total = s->sections->str_size, left;
	size_t n = 0, from;

	if (at >= total)
		return false;
	left = total - at;
	if (at < s->window || at - s->window >= s->window_len ||
	    (s->window_len - (at - s->window) <= RECORD_TEXT_MAX &&
		s->window + s->window_len < total)) {
		s->window = at;
		s->window_len =
		    left < sizeof s->names ? (size_t)left : sizeof s->names;
		if (elffile_read(s->e, s->sections->str_offset + at, s->names,
			s->window_len)
			.code != FAULT_NONE) {
			s->window_len = 0;
			return false;
		}
	}
	from = (size_t)(at - s->window);
	while (n < RECORD_TEXT_MAX && from + n < s->window_len &&
	    s->names[from + n] != 0)
		n++;
	sym->name = s->names + from;
	sym->name_len = n;
	return n > 0;
}

bool
symbols_next(struct symbols *s, struct symbol *sym)
{
	const Elf64_Sym *e;

	for (;;) {
		if (s->used == s->have && !refill(s))
			return false;
		e = &s->batch[s->used++];
		if (!shcheck_names_address(e, s->img) ||
		    !name_of(s, e->st_name, sym))
			continue;
		if (codec_symbol_size(sym->name_len) > s->room)
			return false;
		s->room -= codec_symbol_size(sym->name_len);
		sym->value = e->st_value;
		sym->size = e->st_size;
		return true;
	}
}
