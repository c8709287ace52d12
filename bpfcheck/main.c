/* bpfcheck - would Linux load these BPF programs? */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "options.h"
#include "session.h"

enum {
	OPTION_ATTACH = 256,
	OPTION_BTF,
	OPTION_CPUS,
	OPTION_CSV,
	OPTION_KERNEL,
	OPTION_PROG,
	OPTION_RAW,
	OPTION_TYPE,
	OPTION_UNPRIVILEGED,

	MOST_CPUS = 8192
};

static const struct option longs[] = {
    {"attach", required_argument, NULL, OPTION_ATTACH},
    {"btf", required_argument, NULL, OPTION_BTF},
    {"cpus", required_argument, NULL, OPTION_CPUS},
    {"csv", no_argument, NULL, OPTION_CSV},
    {"help", no_argument, NULL, 'h'},
    {"json", no_argument, NULL, 'j'},
    {"kernel", required_argument, NULL, OPTION_KERNEL},
    {"log", required_argument, NULL, 'l'},
    {"parallel", required_argument, NULL, 'P'},
    {"prog", required_argument, NULL, OPTION_PROG},
    {"quiet", no_argument, NULL, 'q'},
    {"raw", no_argument, NULL, OPTION_RAW},
    {"type", required_argument, NULL, OPTION_TYPE},
    {"unprivileged", no_argument, NULL, OPTION_UNPRIVILEGED},
    {"verbose", no_argument, NULL, 'v'},
    {"version", no_argument, NULL, 'V'},
    {NULL, 0, NULL, 0},
};

static const char usage_text[] =
    "usage: bpfcheck [-hjqvV] [-l 1|2] [-P N] [--csv] [--prog NAME]\n"
    "           [--type TYPE] [--attach ATTACH] [--btf FILE] "
    "[--unprivileged]\n"
    "           [--cpus N] [--kernel 6.1|6.12|6.18|all] [--raw] FILE...\n"
    "Say of every program in BPF objects whether Linux would load it.\n"
    "  -j  a JSON object a line   --csv  comma-separated values\n"
    "  -l 1|2         the kernel's log of each program, at that level\n"
    "  -P N           N processes\n"
    "  --prog NAME    that program alone\n"
    "  --type TYPE    of programs whose section's name says none: xdp, ...\n"
    "  --attach TYPE  their expected attach type\n"
    "  --btf FILE     the kernel's BTF (default: this kernel's)\n"
    "  --cpus N       that may be in the machine (default: in this one)\n"
    "  --kernel K     the rules of that kernel (default: 6.18), or of each\n"
    "  --unprivileged as for a user without CAP_BPF\n"
    "  --raw          files are arrays of instructions, of --type\n"
    "  -q  the status alone   -v  say more\n"
    "  -h  this help          -V  version\n";

static const char *
form(struct session *s, enum verdict_form f)
{
	if (s->form != VERDICT_TEXT && s->form != f)
		return "-j and --csv exclude each other";
	s->form = f;
	return NULL;
}

static const char *
kernel(struct session *s)
{
	unsigned k = 0;

	s->decide.all_kernels = strcmp(optarg, "all") == 0;
	s->decide.kernel = VF_KERNEL_6_18;
	while (k < VF_KERNELS && strcmp(vf_kernel_name(k), optarg) != 0)
		k++;
	if (k < VF_KERNELS)
		s->decide.kernel = (enum vf_kernel)k;
	return k < VF_KERNELS || s->decide.all_kernels
	    ? NULL
	    : "--kernel takes 6.1, 6.12, 6.18 or all";
}

/* What is wrong with an option, or NULL. */
static const char *
named(struct session *s, int ch)
{
	uint64_t n;

	switch (ch) {
	case OPTION_CSV:
		return form(s, VERDICT_CSV);
	case 'j':
		return form(s, VERDICT_JSON);
	case OPTION_TYPE:
		return progtype_by_name(optarg, &s->load.type)
		    ? NULL
		    : "no such program type";
	case OPTION_ATTACH:
		s->load.has_attach = true;
		return progtype_attach_by_name(optarg, &s->load.attach)
		    ? NULL
		    : "no such attach type";
	case OPTION_KERNEL:
		return kernel(s);
	case OPTION_CPUS:
		if (!options_size(optarg, &n) || n == 0 || n > MOST_CPUS)
			return "--cpus takes a number from 1 to 8192";
		s->decide.cpus = (uint32_t)n;
		return NULL;
	case 'l':
		s->decide.log_level = optarg[0] == '1' ? 1 : 2;
		return strcmp(optarg, "1") == 0 || strcmp(optarg, "2") == 0
		    ? NULL
		    : "the log's level is 1 or 2";
	default:
		if (!options_size(optarg, &n) || n == 0 || n > 1024)
			return "-P takes a number from 1 to 1024";
		s->workers = (uint32_t)n;
		return NULL;
	}
}

static bool
plain(struct session *s, int ch)
{
	switch (ch) {
	case OPTION_BTF:
		s->btf = optarg;
		return true;
	case OPTION_PROG:
		s->load.only = optarg;
		return true;
	case OPTION_RAW:
		s->load.raw = true;
		return true;
	case OPTION_UNPRIVILEGED:
		s->decide.unprivileged = true;
		return true;
	case 'q':
		s->message.quiet = true;
		return true;
	case 'v':
		s->verbose = true;
		return true;
	default:
		return false;
	}
}

static const char *
together(const struct session *s)
{
	if (s->load.raw && s->load.type == PROG_UNSPEC)
		return "--raw needs --type";
	if (s->load.raw && s->load.only != NULL)
		return "--prog and --raw exclude each other";
	if (s->decide.log_level > 0 &&
	    (s->form != VERDICT_TEXT || s->message.quiet))
		return "-l is for text, not for -j, --csv or -q";
	if (s->decide.log_level > 0 && s->decide.all_kernels)
		return "-l is of one kernel, not of --kernel all";
	return s->nfiles == 0 ? "no file is named" : NULL;
}

static int
options(const struct options *o, int argc, char **argv, struct session *s)
{
	const char *wrong;
	int ch;

	while ((ch = options_next(o, argc, argv)) != -1) {
		if (plain(s, ch))
			continue;
		if (ch != OPTION_TYPE && ch != OPTION_ATTACH &&
		    ch != OPTION_CPUS && ch != OPTION_CSV &&
		    ch != OPTION_KERNEL && ch != 'j' && ch != 'l' && ch != 'P')
			return options_other(o, ch);
		wrong = named(s, ch);
		if (wrong != NULL)
			return options_wrong(o, wrong);
	}
	s->files = argv + optind;
	s->nfiles = (uint32_t)(argc - optind);
	wrong = together(s);
	if (wrong != NULL)
		return options_wrong(o, wrong);
	if (s->message.quiet)
		s->form = VERDICT_NONE;
	return OPTIONS_GO;
}

int
main(int argc, char *argv[])
{
	struct options o = {"bpfcheck", usage_text, "hjl:P:qvV", longs};
	struct session s = {.workers = 1};
	long cpus = sysconf(_SC_NPROCESSORS_CONF);
	int status = STATUS_TROUBLE;

	s.decide.cpus = cpus > 0 && cpus <= MOST_CPUS ? (uint32_t)cpus : 0;
	message_start(&s.message, o.tool);
	if (options_descriptors(&o)) {
		status = options(&o, argc, argv, &s);
		if (status == OPTIONS_GO)
			status = session_run(&s);
	}
	return status;
}
