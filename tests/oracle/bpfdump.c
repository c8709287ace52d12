/*
 * bpfdump - what bpfcheck's loader makes of an object, as text: instructions
 * with the names of maps, functions, lines.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "load.h"
#include "slurp.h"

static void
dump(const struct object *o, const struct object_program *p)
{
	const struct vf_program *v = &p->vf;

	printf("program %s section %s type %u attach %u gpl %d sleepable %d "
	       "undecided '%s'\n",
	    p->name, p->section, v->type, v->attach, v->gpl, v->sleepable,
	    p->undecided);
	for (uint32_t i = 0; i < v->len; i++) {
		const struct insn *n = &v->insns[i];

		printf("%u: %02x %x %x %d ", i, n->code, n->dst, n->src,
		    n->off);
		if (n->code == INSN_LD_IMM64 &&
		    (n->src == PSEUDO_MAP_IDX ||
			n->src == PSEUDO_MAP_IDX_VALUE) &&
		    (uint32_t)n->imm < o->nmaps)
			printf("map %u %u %u %u %x\n", o->maps[n->imm].type,
			    o->maps[n->imm].key_size,
			    o->maps[n->imm].value_size,
			    o->maps[n->imm].max_entries,
			    o->maps[n->imm].flags);
		else
			printf("%d\n", n->imm);
	}
	for (uint32_t i = 0; i < v->nfuncs; i++)
		printf("func %u %s %d %d\n", v->funcs[i].insn, v->funcs[i].name,
		    v->funcs[i].global, v->funcs[i].number);
	for (uint32_t i = 0; i < v->nlines; i++)
		printf("line %u %u %s\n", v->lines[i].insn, v->lines[i].number,
		    v->lines[i].text);
}

static void
dump_data(const struct vf_map *m)
{
	if (m->extra != 0)
		printf("extra %s %" PRIx64 "\n", m->name, m->extra);
	if (m->data_len == 0)
		return;
	printf("data");
	for (uint32_t i = 0; i < m->data_len; i++)
		printf(" %02x", m->data[i]);
	printf("\n");
}

int
main(int argc, char **argv)
{
	struct load l = {.name = "object"};
	struct wire_news news;
	struct object o = {0};
	const char *why;
	uint8_t *bytes;
	size_t len;

	if (argc != 2 ||
	    slurp(argv[1], &bytes, &len, &why) != FAULT_NONE)
		return 2;
	load_object(&l, bytes, len, &o, &news);
	if (news.fault.code != FAULT_NONE) {
		printf("%s %s\n", fault_name(news.fault.code), news.why);
		return 1;
	}
	for (uint32_t i = 0; i < o.nprograms; i++)
		dump(&o, &o.programs[i]);
	for (uint32_t i = 0; i < o.nmaps; i++)
		dump_data(&o.maps[i]);
	object_free(&o);
	free(bytes);
	return 0;
}
