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
