/* An object for "bpfcheck --kernel-module": maps, functions, lines, contents. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__type(key, int);
	__type(value, long);
} counts SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 4);
	__uint(key_size, 4);
	__array(
	    values, struct {
		    __uint(type, BPF_MAP_TYPE_ARRAY);
		    __uint(max_entries, 4);
		    __type(key, int);
		    __type(value, long);
	    });
} outer SEC(".maps");

struct locked {
	struct bpf_spin_lock lock;
	long n;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct locked);
} locks SEC(".maps");

const volatile int limit = 40;
const int table[8] = {1, 2, 3, 4, 5, 6, 7, 8};

__attribute__((noinline)) int
sum(const long *v, int n)
{
	return v ? (int)*v + n : n;
}

SEC("xdp") int looks(struct xdp_md *x)
{
	int key = 1;
	long *v = bpf_map_lookup_elem(&counts, &key);

	return v ? *v > 3 : XDP_PASS;
}

SEC("xdp") int forgets(struct xdp_md *x)
{
	int key = 1;
	long *v = bpf_map_lookup_elem(&counts, &key);

	return *v > 3;
}

SEC("tc") int loops(struct __sk_buff *s)
{
	int n = 0;

	for (int i = 0; i < limit; i++)
		n += table[i & 7];
	return sum(0, n);
}

SEC("tc") int nested(struct __sk_buff *s)
{
	int key = 0;
	void *inner = bpf_map_lookup_elem(&outer, &key);
	long *v = inner ? bpf_map_lookup_elem(inner, &key) : 0;

	return v ? (int)*v : 0;
}

SEC("tc") int locks_once(struct __sk_buff *s)
{
	int key = 0;
	struct locked *v = bpf_map_lookup_elem(&locks, &key);

	if (!v)
		return 0;
	bpf_spin_lock(&v->lock);
	v->n++;
	bpf_spin_unlock(&v->lock);
	return 0;
}

SEC("tc") int stays_locked(struct __sk_buff *s)
{
	int key = 0;
	struct locked *v = bpf_map_lookup_elem(&locks, &key);

	if (v)
		bpf_spin_lock(&v->lock);
	return 0;
}

SEC("socket") int outside(struct __sk_buff *s)
{
	volatile char bytes[8] = {0};

	return bytes[s->len & 15];
}

/* By the kernel's BTF. */
SEC("perf_event") int self(void *c)
{
	return *(int *)bpf_get_current_task_btf() & 1;
}

SEC("tp_btf/sched_wakeup") int wakes(int **c)
{
	return *c[0] & 1;
}

SEC("tp_btf/sched_wakeup") int writes(int **c)
{
	*c[0] = 1;
	return 0;
}

char the_license[] SEC("license") = "GPL";
