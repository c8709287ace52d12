/* batch - see batch.h */
#include "batch.h"

#include <stdlib.h>
#include <string.h>

/* By number, as enum bpf_prog_type has them. */
static const char *const types[] = {"unspec", "socket_filter", "kprobe",
    "sched_cls", "sched_act", "tracepoint", "xdp", "perf_event", "cgroup_skb",
    "cgroup_sock", "lwt_in", "lwt_out", "lwt_xmit", "sock_ops", "sk_skb",
    "cgroup_device", "sk_msg", "raw_tracepoint", "cgroup_sock_addr",
    "lwt_seg6local", "lirc_mode2", "sk_reuseport", "flow_dissector",
    "cgroup_sysctl", "raw_tracepoint_writable", "cgroup_sockopt", "tracing",
    "struct_ops", "ext", "lsm", "sk_lookup", "syscall", "netfilter"};

enum { NTYPES = sizeof types / sizeof *types };

const char *
type_name(uint32_t type)
{
	return type < NTYPES ? types[type] : "none";
}

int
type_number(const char *name)
{
	for (int i = 0; i < NTYPES; i++)
		if (strcmp(types[i], name) == 0)
			return i;
	return -1;
}

bool
prog_init(struct prog *p)
{
	memset(p, 0, sizeof *p);
	p->insns = calloc(MAX_LEN, sizeof *p->insns);
	return p->insns;
}

void
prog_free(struct prog *p)
{
	free(p->insns);
}

static bool
read_flags(struct flags *f, char *text)
{
	memset(f, 0, sizeof *f);
	if (strcmp(text, "-") == 0)
		return true;
	for (char *w = strtok(text, ","); w; w = strtok(NULL, ",")) {
		if (strcmp(w, "strict") == 0)
			f->strict = true;
		else if (strcmp(w, "any") == 0)
			f->any = true;
		else if (strcmp(w, "freq") == 0)
			f->freq = true;
		else if (strcmp(w, "sleepable") == 0)
			f->sleepable = true;
		else if (strcmp(w, "unprivileged") == 0)
			f->unprivileged = true;
		else if (strcmp(w, "maps") == 0)
			f->maps = true;
		else if (strcmp(w, "closed") == 0)
			f->closed = true;
		else
			return false;
	}
	return true;
}

static int
digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool
read_hex(struct prog *p, const char *hex)
{
	size_t n = strcmp(hex, "-") == 0 ? 0 : strlen(hex);
	unsigned char *to = (unsigned char *)p->insns;

	if (n % 16 != 0 || n / 16 > MAX_LEN)
		return false;
	for (size_t i = 0; i < n; i += 2) {
		int high = digit(hex[i]), low = digit(hex[i + 1]);

		if (high < 0 || low < 0)
			return false;
		to[i / 2] = (unsigned char)(high << 4 | low);
	}
	p->len = (uint32_t)(n / 16);
	return true;
}

static void
keep(char *to, const char *from)
{
	snprintf(to, TEXT, "%s", strcmp(from, "-") == 0 ? "" : from);
}

static const char *
fill(struct prog *p, char **field)
{
	int type = type_number(field[1]);

	if (type < 0)
		return "no program type of this name";
	p->type = (uint32_t)type;
	p->attach = (uint32_t)strtoul(field[2], NULL, 0);
	if (!read_flags(&p->flags, field[3]))
		return "no flag of this name";
	keep(p->name, field[0]);
	keep(p->verdict, field[4]);
	keep(p->error, field[5]);
	keep(p->message, field[6]);
	keep(p->undecided, field[7]);
	return read_hex(p, field[8]) ? NULL : "not instructions in hex";
}

int
batch_read(FILE *f, struct prog *p, const char **why)
{
	static char *line;
	static size_t room;
	char *field[9], *rest;
	ssize_t n = getline(&line, &room, f);

	if (n <= 0)
		return 0;
	line[strcspn(line, "\n")] = 0;
	rest = line;
	for (int i = 0; i < 9; i++) {
		field[i] = strsep(&rest, "\t");
		if (!field[i]) {
			*why = "not nine fields";
			return -1;
		}
	}
	*why = fill(p, field);
	return *why ? -1 : 1;
}

static const char *
or_dash(const char *text)
{
	return *text ? text : "-";
}

bool
flags_any(const struct flags *g)
{
	return g->strict || g->any || g->freq || g->sleepable ||
	    g->unprivileged || g->maps || g->closed;
}

void
flags_write(FILE *f, const struct flags *g)
{
	fprintf(f, "%s%s%s%s%s%s%s", g->strict ? "strict," : "",
	    g->any ? "any," : "", g->freq ? "freq," : "",
	    g->sleepable ? "sleepable," : "",
	    g->unprivileged ? "unprivileged," : "", g->maps ? "maps," : "",
	    g->closed ? "closed," : "");
}

void
batch_write(FILE *f, const struct prog *p)
{
	const unsigned char *byte = (const unsigned char *)p->insns;
	const struct flags *g = &p->flags;

	fprintf(f, "%s\t%s\t%u\t", p->name, type_name(p->type), p->attach);
	flags_write(f, g);
	fprintf(f, "%s\t", flags_any(g) ? "" : "-");
	fprintf(f, "%s\t%s\t%s\t%s\t", or_dash(p->verdict), or_dash(p->error),
	    or_dash(p->message), or_dash(p->undecided));
	for (size_t i = 0; i < (size_t)p->len * 8; i++)
		fprintf(f, "%02x", byte[i]);
	fprintf(f, "%s\n", p->len ? "" : "-");
}

const char *
error_name(int error)
{
	const char *name = error > 0 ? strerrorname_np(error) : "";

	return name != NULL ? name : "ENOTSUPP";
}
