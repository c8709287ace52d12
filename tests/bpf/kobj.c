/*
 * kobj FILE...: what the running kernel says of every program of BPF objects,
 * each loaded alone. One line each: file, program, verdict, errno, first
 * message, instructions processed, microseconds, features that it uses beyond
 * numbers, the stack and calls of its own ("-": none); tabs between. Verdict
 * "unable": nothing was verified.
 */
#include "kernel.h"

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

/* What the instructions alone tell. */
static void
static_features(const struct bpf_program *p, char *out, size_t size)
{
	const struct insn *i = (const struct insn *)bpf_program__insns(p);
	bool helper = false, kfunc = false, map = false, func = false;

	for (size_t n = 0; n < bpf_program__insn_cnt(p); n++) {
		bool call = i[n].code == (CLASS_JMP | JMP_CALL);

		helper |= call && i[n].src == CALL_HELPER;
		kfunc |= call && i[n].src == CALL_KFUNC;
		if (i[n].code != INSN_LD_IMM64)
			continue;
		func |= i[n].src == PSEUDO_FUNC;
		map |= i[n].src != 0 && i[n].src != PSEUDO_FUNC;
		n++;
	}
	snprintf(out, size, "%s%s%s%s", helper ? "helper," : "",
	    kfunc ? "kfunc," : "", map ? "map," : "", func ? "callback," : "");
}

/*
 * Does a line of the log dereference what is no frame pointer? The registers of
 * an instruction stand behind it with what they hold; a load into its own base
 * shows only what was loaded, and is taken for one that does.
 */
static bool
leaves_stack(const char *line, size_t n)
{
	const char *base = memmem(line, n, "*)(r", 4);
	char name[16];
	unsigned r;
	const char *is;

	if (!base || sscanf(base + 4, "%u", &r) != 1)
		return false;
	snprintf(name, sizeof name, "R%u=", r);
	is = memmem(line, n, name, strlen(name));
	if (!is)
		return r != R10;
	return strncmp(is + strlen(name), "fp", 2) != 0;
}

static bool
uses_memory(const char *log)
{
	for (size_t n; *log; log += n + (log[n] == '\n')) {
		n = strcspn(log, "\n");
		if (strspn(log, "0123456789") > 0 && leaves_stack(log, n))
			return true;
	}
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
	static_features(it, features, size);
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
		/* Of a log that is too long the kernel keeps the end. */
		if (strncmp(text, "func#0", 6) != 0 || uses_memory(text))
			snprintf(features, sizeof features, "memory,");
	}
	printf("%s\t%s\t%s\t%s\t%s\t%u\t%u\t%s\n", base ? base + 1 : path, name,
	    verdict, error ? error_name(-error) : "-",
	    error && *reason ? reason : "-", n.insns, n.usec,
	    *features ? features : "-");
	fflush(stdout);
}

static void
file(const char *path)
{
	struct bpf_object *o = bpf_object__open_file(path, NULL);
	struct bpf_program *p;
	unsigned n = 0;

	if (!o) {
		fprintf(stderr, "kobj: %s: libbpf cannot open it\n", path);
		return;
	}
	bpf_object__for_each_program(p, o) one(path, bpf_program__name(p), n++);
	bpf_object__close(o);
}

int
main(int argc, char **argv)
{
	libbpf_set_print(quiet);
	if (!kernel_able(false)) {
		fprintf(stderr, "kobj: no programs can be loaded here\n");
		return 77;
	}
	for (int i = 1; i < argc; i++)
		file(argv[i]);
	return fflush(stdout) == 0 ? 0 : 2;
}
