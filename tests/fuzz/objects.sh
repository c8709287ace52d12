#!/bin/sh
# objects.sh DIR: objects of BPF programs for the fuzzer to begin with, if there
# is a compiler for them.
cd "$1" || exit 1
compiler=$(command -v clang-19 || command -v clang) || exit 0
cat >one.c <<'END'
#define SEC(x) __attribute__((section(x), used))
struct bpf_map_def { unsigned type, key_size, value_size, max_entries, flags; };
struct bpf_map_def SEC("maps") counts = {1, 4, 8, 16, 0};
static void *(*lookup)(void *, const void *) = (void *)1;
char the_license[] SEC("license") = "GPL";
const volatile int limit = 5;
int total;
static __attribute__((noinline)) int five(int k)
{
	asm volatile("%0 += 5" : "+r"(k));
	return k + limit;
}
SEC("classifier") int entry(void *c)
{
	int k = five(2);
	void *v = lookup(&counts, &k);
	total += k;
	return v != 0;
}
SEC("xdp") int other(void *c) { return five(1); }
END
for level in '-g -O2' -O2 '-g -O0'; do
	"$compiler" -target bpf $level -c -o "one$(echo "$level" | tr -d ' ')" \
	    one.c
done
rm one.c

# Dynptrs: in a callback, in a function that is verified by itself.
cat >dynptr.c <<'END'
#define SEC(x) __attribute__((section(x), used))
#define ALONE __attribute__((noinline))
struct bpf_dynptr { unsigned long opaque[2]; } __attribute__((aligned(8)));
struct { int (*type)[31]; int (*max_entries)[4096]; } samples SEC(".maps");
struct { int (*type)[27]; int (*max_entries)[4096]; } records SEC(".maps");
static long (*reserve)(void *, unsigned, unsigned long, struct bpf_dynptr *) = (void *)198;
static void (*submit)(struct bpf_dynptr *, unsigned long) = (void *)199;
static void *(*data)(const struct bpf_dynptr *, unsigned, unsigned) = (void *)203;
static long (*drain)(void *, void *, void *, unsigned long) = (void *)209;
char the_license[] SEC("license") = "GPL";
ALONE int first(const struct bpf_dynptr *d)
{
	int *p = data(d, 0, 4);
	return p ? *p : 0;
}
static ALONE long each(struct bpf_dynptr *d, long *n)
{
	*n += first(d);
	return 0;
}
SEC("tc") int entry(void *c)
{
	struct bpf_dynptr d;
	long n = 0;
	reserve(&records, 8, 0, &d);
	drain(&samples, each, &n, 0);
	n += first(&d);
	submit(&d, 0);
	return n & 1;
}
END
"$compiler" -target bpf -g -O2 -c -o dynptr dynptr.c
rm dynptr.c
