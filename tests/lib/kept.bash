# Objects with maps in whose values the kernel keeps something.
# shellcheck shell=bash

# kept NAME: what follows stands behind maps with such values. A program is
# called good_ or bad_, as the kernel finds it.
kept() {
	{
		cat <<'END'
#define KEEP(x) asm volatile("" : "+r"(x))
#define TAG(t) __attribute__((btf_type_tag(#t)))
#define MAP(name, kind, v) \
	struct { \
		__uint(type, BPF_MAP_TYPE_##kind); \
		__uint(max_entries, 4); \
		__type(key, int); \
		__type(value, v); \
	} name SEC(".maps")
/* The variables are there for the types. */
struct task_struct { int pid; } __attribute__((preserve_access_index)) a_task;
struct cgroup { long n; } a_cgroup;
struct sock { long n; } a_sock;
struct sock_common { long n; } a_sock_common;
struct bpf_cpumask { long n; } a_mask;
struct value {
	long n;
	struct task_struct TAG(kptr) *task;
	struct cgroup TAG(kptr) *cgroup;
	struct task_struct TAG(kptr_untrusted) *loose;
	struct sock TAG(kptr_untrusted) *sock;
	struct sock_common TAG(kptr_untrusted) *common;
	struct bpf_cpumask TAG(percpu_kptr) *mask;
	long last;
};
MAP(values, HASH, struct value);
MAP(others, ARRAY, struct value);
MAP(cpus, PERCPU_ARRAY, struct value);
MAP(plain, HASH, long);
static int zero;
/* v and w have pointers, n has none; o is a number. */
#define OF(type, name, code) \
	SEC(type) int name(struct __sk_buff *s) \
	{ \
		int k = zero; \
		struct value *v = bpf_map_lookup_elem(&values, &k); \
		struct value *w = bpf_map_lookup_elem(&others, &k); \
		long *n = bpf_map_lookup_elem(&plain, &k); \
		unsigned long o = s->len; \
		if (!v || !w || !n) \
			return 0; \
		KEEP(o); \
		code; \
		return 0; \
	}
#define WITH(name, code) OF("tc", name, code)
#define READ(type, p) (*(type *volatile *)&(p))
#define WRITE(type, p) *(volatile type *)&(p)
END
		cat
	} | object "$1" -Wno-unused -Wno-incompatible-pointer-types \
	    -Wno-int-conversion
}

# as_named OBJECT: bad_ ones are rejected, good_ ones accepted; all is the
# kernel's
as_named() {
	run "$bin/bpfcheck" "$1"
	[ "$(verdicts | wc -l)" -gt 0 ]
	same '' "$(verdicts | grep -v '^accept good_' | grep -v '^reject bad_')"
	same "$(grep -c '^\(OF\|WITH\|IN\|AT\)(' "$1.c")" \
	    "$(verdicts | wc -l)"
	asked_all "$1"
}

# asked_all OBJECT: as kernel, but each program must be one that it verifies
asked_all() {
	kernel "$1"
	[ ! -e asked ] || ! grep unable asked
}

# said TEXT...: the reasons
said() {
	local text
	for text; do
		grep -qF "$text" <<<"$output" || {
			echo "nothing says: $text"
			return 1
		}
	done
}
