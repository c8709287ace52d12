#include "elffile.h"

#include <errno.h>
#include <libelf.h>
#include <string.h>
#include <unistd.h>

#include "elfcheck.h"

struct fault
elffile_read(struct elffile *e, uint64_t off, void *to, size_t len)
{
	unsigned char *b = to;
	uint64_t at = off;
	ssize_t n;

	while (len > 0) {
		n = pread(e->fd, b, len, (off_t)at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			e->error = n < 0 ? errno : ENODATA;
			return fault_at(FAULT_READ, AT_FILE, at);
		}
		b += n;
		at += (uint64_t)n;
		len -= (size_t)n;
	}
	return fault_none();
}

static struct fault
decode(void *from, size_t bytes, void *to, size_t room, int type)
{
	Elf_Data src, dst;

	memset(&src, 0, sizeof src);
	src.d_buf = from;
	src.d_size = bytes;
	src.d_type = (Elf_Type)type;
	src.d_version = EV_CURRENT;
	dst = src;
	dst.d_buf = to;
	dst.d_size = room;
	if (elf_version(EV_CURRENT) == EV_NONE ||
	    elf64_xlatetom(&dst, &src, ELFDATA2LSB) == NULL)
		return fault_of(FAULT_ELF_HEADER);
	return fault_none();
}

struct fault
elffile_header(struct elffile *e, Elf64_Ehdr *h)
{
	unsigned char raw[sizeof *h] = {0};
	size_t n = e->size < sizeof raw ? (size_t)e->size : sizeof raw;
	struct fault f;

	f = elffile_read(e, 0, raw, n);
	if (f.code == FAULT_NONE)
		f = elfcheck_ident(raw, n);
	if (f.code != FAULT_NONE)
		return f;
	return decode(raw, sizeof raw, h, sizeof *h, ELF_T_EHDR);
}

struct fault
elffile_entries(struct elffile *e, uint64_t off, size_t count, size_t entry,
    int type, void *to)
{
	unsigned char raw[ELFFILE_BATCH * sizeof(Elf64_Shdr)];
	struct fault f;

	if (count > sizeof raw / entry)
		return fault_at(FAULT_READ, AT_FILE, off);
	f = elffile_read(e, off, raw, count * entry);
	if (f.code != FAULT_NONE)
		return f;
	return decode(raw, count * entry, to, count * entry, type);
}
