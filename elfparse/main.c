/* elfparse - ELF file to image stream. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "emit.h"
#include "filter.h"
#include "headers.h"
#include "options.h"
#include "sites.h"
#include "spool.h"

#define MAX_SIZE (UINT64_C(4) << 30)

enum { OPTION_MAX = 256 };

static const struct option longs[] = {
    {"help", no_argument, NULL, 'h'},
    {"max-size", required_argument, NULL, OPTION_MAX},
    {"quiet", no_argument, NULL, 'q'},
    {"verbose", no_argument, NULL, 'v'},
    {"version", no_argument, NULL, 'V'},
    {NULL, 0, NULL, 0},
};

static const char usage_text[] =
    "usage: elfparse [-hqvV] [--max-size BYTES] FILE|-\n"
    "Read a static ELF executable and write it as an image stream.\n"
    "  --max-size BYTES  most that a pipe or gzip data may hold (4 GiB)\n"
    "  -q  no messages   -v  say what was read\n"
    "  -h  this help     -V  version\n";

struct run {
	struct message message;
	bool verbose;
	uint64_t max;
	struct elffile file;
	struct image img;
	struct sections sections;
	struct symbols symbols;
	struct nearest nearest;
	struct writer out;
	uint8_t record[RECORD_MAX];
};

static void
set_name(struct run *r, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *base = slash != NULL ? slash + 1 : path;
	size_t n;

	if (strcmp(path, "-") == 0 || base[0] == '\0')
		base = "image";
	n = strnlen(base, IMAGE_NAME);
	memcpy(r->img.prog.name, base, n);
	r->img.prog.name[n] = '\0';
	r->img.prog.name_len = (uint32_t)n;
}

static void
name_address(struct run *r, uint64_t vaddr)
{
	struct symbol sym;

	nearest_start(&r->nearest, vaddr);
	symbols_start(&r->symbols, &r->file, &r->sections, &r->img);
	while (symbols_next(&r->symbols, &sym))
		nearest_symbol(&r->nearest, &sym);
}

static int
fail(struct run *r, struct fault f)
{
	struct message_more more = {NULL, NULL, &r->nearest};

	if (f.code == FAULT_OPEN || f.code == FAULT_READ ||
	    f.code == FAULT_TEMP)
		more.why = strerror(r->file.error);
	if (f.code == FAULT_WRITE)
		more.why = strerror(r->out.error);
	if (f.place == AT_ADDRESS)
		name_address(r, f.at);
	return filter_fail(&r->message, &r->out, &f, &more);
}

static struct fault
parse(struct run *r, const char *path)
{
	struct fault f = spool_open(path, r->max, &r->file);
	Elf64_Ehdr eh;

	if (f.code == FAULT_NONE)
		f = headers_read(&r->file, &eh, &r->img);
	if (f.code == FAULT_NONE)
		f = sections_read(&r->file, &eh, &r->sections);
	if (f.code == FAULT_NONE)
		f = sites_read(&r->file, &r->sections, &r->img);
	return f;
}

static void
report(const struct run *r)
{
	char text[128];

	if (r->img.nsites == 0)
		message_line(&r->message, "NO_SITES",
		    "warning: no call sites @-: the file has no .syslift "
		    "entries; without syslift it can make no system call");
	if (!r->verbose)
		return;
	snprintf(text, sizeof text, "%s, entry 0x%llx, %zu segments, %zu sites",
	    r->img.arch->name, (unsigned long long)r->img.prog.entry,
	    r->img.nsegs, r->img.nsites);
	message_line(&r->message, "PARSED", text);
}

static int
run(struct run *r, const char *path, const char *arguments)
{
	struct writer_texts t = {{"elfparse", filter_version,
	    "headers, program headers, sites and their stubs", arguments}};
	struct emit m = {&r->file, &r->img, &r->symbols, &r->out, r->record};
	enum fault_code code = filter_open();
	struct fault f;

	writer_start(&r->out, STDOUT_FILENO);
	nearest_start(&r->nearest, 0);
	if (code != FAULT_NONE)
		return fail(r, fault_of(code));
	f = parse(r, path);
	if (f.code != FAULT_NONE)
		return fail(r, f);
	report(r);
	symbols_start(&r->symbols, &r->file, &r->sections, &r->img);
	f = emit_all(&m);
	if (f.code != FAULT_NONE)
		return fail(r, f);
	if (!writer_statement(&r->out, &t) || !writer_end(&r->out) ||
	    !writer_close(&r->out))
		return fail(r, fault_of(FAULT_WRITE));
	return STATUS_DONE;
}

static int
options(const struct options *o, int argc, char **argv, struct run *r)
{
	int ch;

	while ((ch = options_next(o, argc, argv)) != -1)
		switch (ch) {
		case OPTION_MAX:
			if (!options_size(optarg, &r->max))
				return options_wrong(
				    o, "--max-size takes a number of bytes");
			break;
		case 'q':
			r->message.quiet = true;
			break;
		case 'v':
			r->verbose = true;
			break;
		default:
			return options_other(o, ch);
		}
	if (argc - optind != 1)
		return options_wrong(o, "one FILE is needed");
	return OPTIONS_GO;
}

int
main(int argc, char *argv[])
{
	struct options o = {"elfparse", usage_text, "hqvV", longs};
	struct message m;
	struct run *r = message_room(&m, o.tool, sizeof *r);
	int status;

	if (r == NULL)
		return STATUS_TROUBLE;
	r->message = m;
	r->max = MAX_SIZE;
	status = STATUS_TROUBLE;
	if (options_descriptors(&o))
		status = options(&o, argc, argv, r);
	if (status == OPTIONS_GO) {
		message_file(&r->message, argv[optind], strlen(argv[optind]));
		set_name(r, argv[optind]);
		status = run(r, argv[optind], filter_arguments(argc, argv));
		if (r->file.fd > STDIN_FILENO)
			(void)close(r->file.fd);
	}
	free(r->img.sites);
	free(r);
	return status;
}
