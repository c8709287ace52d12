/*
 * bpfnames - names of types, and what sections say, here and in libbpf: section
 * names on standard input, one a line. Prints what differs, and how many it
 * compared.
 */
#include <bpf/libbpf.h>
#include <stdio.h>
#include <string.h>

#include "progtype.h"

static int differ;

static void
names(void)
{
	uint32_t n;

	for (n = 0; libbpf_bpf_prog_type_str(n) != NULL; n++)
		if (strcmp(libbpf_bpf_prog_type_str(n), progtype_name(n)) != 0)
			differ += printf("type %u: %s\n", n,
			    libbpf_bpf_prog_type_str(n));
	printf("%u types, ", n);
	for (n = 0; libbpf_bpf_attach_type_str(n) != NULL; n++)
		if (strcmp(libbpf_bpf_attach_type_str(n),
			progtype_attach_name(n)) != 0)
			differ += printf("attach type %u: %s\n", n,
			    libbpf_bpf_attach_type_str(n));
	printf("%u attach types, ", n);
}

static int
silent(enum libbpf_print_level level, const char *format, va_list ap)
{
	(void)level, (void)format, (void)ap;
	return 0;
}

int
main(void)
{
	char line[128];
	int known = 0;

	libbpf_set_print(silent);
	names();
	while (fgets(line, sizeof line, stdin) != NULL) {
		enum bpf_attach_type attach;
		enum bpf_prog_type type;
		struct progtype t;
		bool here;

		line[strcspn(line, "\n")] = '\0';
		here = progtype_of_section(line, &t);
		if (libbpf_prog_type_by_name(line, &type, &attach) != 0)
			continue;
		known++;
		if (!here || t.type != type || t.attach != attach)
			differ += printf("section %s: %d %d, not %d %d\n", line,
			    type, attach, here ? (int)t.type : -1,
			    here ? (int)t.attach : -1);
	}
	printf("%d sections\n", known);
	return differ != 0;
}
