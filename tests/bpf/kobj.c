/*
 * kobj [-l] FILE...: what the running kernel says of every program of BPF objects,
 * each loaded alone. One line each: file, program, verdict, errno, first
 * message, instructions processed, microseconds, features that it uses beyond
 * what bpfcheck decides ("-": none), by its instructions, its maps, and what the
 * kernel's log of level 2 names; tabs between. Verdict "unable": nothing was
 * verified. -l: only that log, of each behind a line "program NAME".
 */
#include "helper.h"
#include "kernel.h"
#include "special.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ROOM = 64 << 20 };

static char text[ROOM];

static int
quiet(enum libbpf_print_level level, const char *format, va_list args)
{
	(void)level;
	(void)format;
	(void)args;
	return 0;
}

static void
add(char *out, size_t size, const char *feature)
{
	size_t n = strlen(out);

	if (!strstr(out, feature))
		snprintf(out + n, size - n, "%s", feature);
}

/* What one instruction needs that is not decided. */
static const char *
needs(const struct insn *i, enum bpf_prog_type type)
{
	const struct helper *h;

	if (i->code == (CLASS_JMP | JMP_CALL) && i->src == CALL_KFUNC)
		return "kfunc,";
	if (i->code == INSN_LD_IMM64 && i->src == PSEUDO_BTF_ID)
		return "ksym,";
	if (i->code != (CLASS_JMP | JMP_CALL) || i->src != CALL_HELPER)
		return NULL;
	h = helper_in(i->imm, type);
	return h && (h->types >> type & 1) && !(h->known >> type & 1)
	    ? "helper,"
	    : NULL;
}

static bool
has_special(struct bpf_object *o)
{
	const struct btf *btf = bpf_object__btf(o);
	struct bpf_map *m;

	bpf_object__for_each_map(m, o)
	{
		struct vf_map values = {.type = bpf_map__type(m),
		    .value_size = bpf_map__value_size(m),
		    .flags = bpf_map__map_flags(m)};

		special_find(btf, bpf_map__btf_value_type_id(m), &values);
		if (values.special)
			return true;
	}
	return false;
}

/* What the object alone tells. */
static void
static_features(
    struct bpf_object *o, const struct bpf_program *p, char *out, size_t size)
{
	const struct insn *i = (const struct insn *)bpf_program__insns(p);
	enum bpf_prog_type type = bpf_program__type(p);
	enum bpf_attach_type at = bpf_program__expected_attach_type(p);
	const char *need;

	*out = 0;
	if ((type == BPF_PROG_TYPE_TRACING && at != BPF_TRACE_RAW_TP &&
		at != BPF_TRACE_ITER) ||
	    type == BPF_PROG_TYPE_LSM || type == BPF_PROG_TYPE_STRUCT_OPS ||
	    type == BPF_PROG_TYPE_EXT)
		add(out, size, "type,");
	if (has_special(o))
		add(out, size, "special,");
	for (size_t n = 0; n < bpf_program__insn_cnt(p); n++) {
		need = needs(&i[n], type);
		if (need)
			add(out, size, need);
		n += i[n].code == INSN_LD_IMM64;
	}
}

/* What the kernel says of the program's way that is not followed. */
static bool
is_beyond(const char *log)
{
	static const char *const words[] = {
	    "=percpu_", "=arena", "=iter_", "exception", "struct bpf_map"};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strstr(log, words[i]))
			return true;
	return false;
}

/* Loads one program of a file; 0, or a negative errno. */
static int
load(const char *path, unsigned index, unsigned level, char *features,
    size_t size)
{
	struct bpf_object *o = bpf_object__open_file(path, NULL);
	struct bpf_program *p, *it = NULL;
	unsigned n = 0;
	int error;

	if (!o)
		return -errno;
	bpf_object__for_each_program(p, o)
	{
		bpf_program__set_autoload(p, n == index);
		if (n++ == index)
			it = p;
	}
	text[0] = 0;
	bpf_program__set_log_buf(it, text, sizeof text);
	bpf_program__set_log_level(it, level);
	error = bpf_object__load(o);
	static_features(o, it, features, size);
	bpf_object__close(o);
	return error;
}

static void
one(const char *path, const char *name, unsigned index)
{
	char features[80], ignored[80], reason[TEXT];
	int error = load(path, index, LOG_STATS, features, sizeof features);
	const char *base = strrchr(path, '/'), *verdict = "accept";
	struct log_numbers n;

	log_reason(text, reason);
	log_read(text, &n);
	/* Without a reason libbpf failed, after the program was loaded. */
	if (error)
		verdict =
		    *reason && strstr(text, "processed ") ? "reject" : "unable";
	if (*verdict != 'u' && !*features) {
		load(path, index, 2 | LOG_STATS, ignored, sizeof ignored);
		if (is_beyond(text))
			snprintf(features, sizeof features, "kernel,");
	}
	printf("%s\t%s\t%s\t%s\t%s\t%u\t%u\t%s\n", base ? base + 1 : path, name,
	    verdict, error ? error_name(-error) : "-",
	    error && *reason ? reason : "-", n.insns, n.usec,
	    *features ? features : "-");
	fflush(stdout);
}

static void
log_one(const char *path, const char *name, unsigned index)
{
	char ignored[80];

	load(path, index, 2 | LOG_STATS, ignored, sizeof ignored);
	printf("program %s\n%s", name, text);
}

static void
file(const char *path, bool logs)
{
	struct bpf_object *o = bpf_object__open_file(path, NULL);
	struct bpf_program *p;
	unsigned n = 0;

	if (!o) {
		fprintf(stderr, "kobj: %s: libbpf cannot open it\n", path);
		return;
	}
	bpf_object__for_each_program(p, o)
	{
		(logs ? log_one : one)(path, bpf_program__name(p), n++);
	}
	bpf_object__close(o);
}

int
main(int argc, char **argv)
{
	bool logs = argc > 1 && strcmp(argv[1], "-l") == 0;

	libbpf_set_print(quiet);
	if (!kernel_able(false)) {
		fprintf(stderr, "kobj: no programs can be loaded here\n");
		return 77;
	}
	for (int i = 1 + logs; i < argc; i++)
		file(argv[i], logs);
	return fflush(stdout) == 0 ? 0 : 2;
}
