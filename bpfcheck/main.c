/* bpfcheck - would Linux load these BPF programs? */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "options.h"
#include "session.h"

enum {
	OPTION_ATTACH = 256,
	OPTION_BTF,
	OPTION_COMPARE,
	OPTION_CPUS,
	OPTION_CSV,
	OPTION_EMIT,
	OPTION_EXPLAIN,
	OPTION_FILTER,
	OPTION_HTML,
	OPTION_KALLSYMS,
	OPTION_KERNEL,
	OPTION_KERNEL_MODULE,
	OPTION_PROG,
	OPTION_RAW,
	OPTION_SORT,
	OPTION_TYPE,
	OPTION_UNPRIVILEGED,

	MOST_CPUS = 8192
};

static const struct option longs[] = {
    {"attach", required_argument, NULL, OPTION_ATTACH},
    {"btf", required_argument, NULL, OPTION_BTF},
    {"compare", required_argument, NULL, OPTION_COMPARE},
    {"cpus", required_argument, NULL, OPTION_CPUS},
    {"csv", no_argument, NULL, OPTION_CSV},
    {"emit", no_argument, NULL, OPTION_EMIT},
    {"explain", no_argument, NULL, OPTION_EXPLAIN},
    {"filter", required_argument, NULL, OPTION_FILTER},
    {"help", no_argument, NULL, 'h'},
    {"html", required_argument, NULL, OPTION_HTML},
    {"json", no_argument, NULL, 'j'},
    {"kallsyms", required_argument, NULL, OPTION_KALLSYMS},
    {"kernel", required_argument, NULL, OPTION_KERNEL},
    {"kernel-module", no_argument, NULL, OPTION_KERNEL_MODULE},
    {"log", required_argument, NULL, 'l'},
    {"output", required_argument, NULL, 'o'},
    {"parallel", required_argument, NULL, 'P'},
    {"prog", required_argument, NULL, OPTION_PROG},
    {"quiet", no_argument, NULL, 'q'},
    {"raw", no_argument, NULL, OPTION_RAW},
    {"sort", required_argument, NULL, OPTION_SORT},
    {"type", required_argument, NULL, OPTION_TYPE},
    {"unprivileged", no_argument, NULL, OPTION_UNPRIVILEGED},
    {"verbose", no_argument, NULL, 'v'},
    {"version", no_argument, NULL, 'V'},
    {NULL, 0, NULL, 0},
};

static const char usage_text[] =
    "usage: bpfcheck [-hjqvV] [-l 1|2] [-P N] [--csv] [--explain] [--html "
    "FILE]\n"
    "           [--prog NAME] [--type TYPE] [--attach ATTACH] [--btf FILE] "
    "[--unprivileged]\n"
    "           [--kallsyms FILE] [--cpus N] [--kernel 6.1|6.12|6.18|all] "
    "[--kernel-module]\n"
    "           [--raw] [--filter EXPR] [--sort KEY,...] [--compare OLD] "
    "FILE...\n"
    "       bpfcheck --emit -o FILE [OPTION...] FILE\n"
    "Say of every program in BPF objects whether Linux would load it.\n"
    "  -j  a JSON object a line   --csv  comma-separated values\n"
    "  -l 1|2         the kernel's log of each program, at that level\n"
    "  -P N           N processes\n"
    "  --explain      of what is rejected, what led to it, and what helps\n"
    "  --html FILE    a page of all verdicts, with the paths that were "
    "refused\n"
    "  --prog NAME    that program alone\n"
    "  --type TYPE    of programs whose section's name says none: xdp, ...\n"
    "  --attach TYPE  their expected attach type\n"
    "  --btf FILE     the kernel's BTF (default: this kernel's)\n"
    "  --kallsyms FILE  the kernel's symbols (default: this kernel's, with its "
    "BTF)\n"
    "  --cpus N       that may be in the machine (default: in this one)\n"
    "  --kernel K     the rules of that kernel (default: 6.18), or of each\n"
    "  --kernel-module  decided in this kernel, by /dev/bpfcheck\n"
    "  --unprivileged as for a user without CAP_BPF\n"
    "  --raw          files are arrays of instructions, of --type\n"
    "  --filter EXPR  those that fit: FILE, FILE/PROGRAM, verdict=reject,\n"
    "                 insns>N, ...; not those that do: !EXPR\n"
    "  --sort KEY,... by file, program, verdict, insns, states, time; KEY^ "
    "from the\n                 least, KEYv from the most\n"
    "  --compare OLD  with what --csv printed earlier\n"
    "  --emit -o FILE the object itself, if all of it is accepted; -: to "
    "standard\n                 output\n"
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
	case OPTION_FILTER:
		return picks_add(&s->report.picks, optarg);
	case OPTION_SORT:
		return order_read(&s->report.order, optarg);
	case OPTION_COMPARE:
		if (s->report.baseline != NULL)
			return "--compare is given once";
		s->report.baseline = optarg;
		return NULL;
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
	case OPTION_KALLSYMS:
		s->kallsyms = optarg;
		return true;
	case OPTION_EMIT:
		s->emit = true;
		return true;
	case 'o':
		s->emit_to = optarg;
		return true;
	case OPTION_PROG:
		s->load.only = optarg;
		return true;
	case OPTION_EXPLAIN:
		s->explain = true;
		return true;
	case OPTION_HTML:
		s->html = optarg;
		return true;
	case OPTION_RAW:
		s->load.raw = true;
		return true;
	case OPTION_KERNEL_MODULE:
		s->decide.in_kernel = true;
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
reported(const struct session *s)
{
	const struct report *r = &s->report;
	bool chooses = report_waits(r) || r->picks.conditions;

	if (chooses && s->message.quiet)
		return "-q says nothing that could be sorted, compared or "
		       "filtered by numbers";
	if (chooses && s->decide.log_level > 0)
		return "-l is not for what is sorted, compared or filtered by "
		       "numbers";
	if (s->decide.all_kernels &&
	    (report_waits(r) || s->explain || s->html != NULL))
		return "--sort, --compare, --explain and --html are of one "
		       "kernel, not of --kernel all";
	if (r->baseline != NULL && (s->explain || s->html != NULL))
		return "--compare shows what differs, not why: no --explain, "
		       "no "
		       "--html";
	if (r->baseline == NULL && (r->order.compares || r->picks.compares))
		return "keys with _a, _b, _diff or _pct need --compare";
	for (uint32_t i = 0; i < s->nfiles; i++)
		if (r->baseline != NULL && strcmp(r->baseline, "-") == 0 &&
		    strcmp(s->files[i], "-") == 0)
			return "standard input is not both, table and object";
	return NULL;
}

static const char *
emitted(const struct session *s)
{
	if (s->emit != (s->emit_to != NULL))
		return "--emit and -o need each other";
	if (!s->emit)
		return NULL;
	if (s->emit_to[0] == '\0')
		return "-o takes a name";
	if (s->load.only != NULL || s->report.picks.names)
		return "--emit is for whole objects, not for --prog or filters "
		       "of names";
	return s->nfiles > 1 ? "--emit takes one file" : NULL;
}

static const char *
together(const struct session *s)
{
	const char *wrong;

	if (s->load.raw && s->load.type == PROG_UNSPEC)
		return "--raw needs --type";
	if (s->load.raw && s->load.only != NULL)
		return "--prog and --raw exclude each other";
	if (s->decide.log_level > 0 &&
	    (s->form != VERDICT_TEXT || s->message.quiet))
		return "-l is for text, not for -j, --csv or -q";
	if (s->decide.log_level > 0 && s->decide.all_kernels)
		return "-l is of one kernel, not of --kernel all";
	if (s->explain && (s->form == VERDICT_CSV || s->message.quiet))
		return "--explain is for text and -j, not for --csv or -q";
	wrong = reported(s);
	if (wrong == NULL)
		wrong = emitted(s);
	if (wrong == NULL && s->nfiles == 0)
		wrong = "no file is named";
	return wrong;
}

static int
options(const struct options *o, int argc, char **argv, struct session *s)
{
	const char *wrong;
	int ch;

	while ((ch = options_next(o, argc, argv)) != -1) {
		if (plain(s, ch))
			continue;
		if (ch == 'h' || ch == 'V' || ch == '?')
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
	struct options o = {"bpfcheck", usage_text, "hjl:o:P:qvV", longs};
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
	report_close(&s.report);
	return status;
}
