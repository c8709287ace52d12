#!/usr/bin/env bats
# bpfcheck: objects of the old style: maps in a section of that name, without BTF,
# programs that are static functions. Each is compiled in both styles; the kernel,
# which is asked of the new one, knows no difference.

load lib/common
load lib/bpf

# both NAME: from C on standard input, old.NAME.o and new.NAME.o
both() {
	local name=$1 style
	cat >"$name.c"
	for style in old new; do
		{
			cat <<'END'
#ifdef OLD
struct bpf_map_def {
	unsigned int type, key_size, value_size, max_entries, map_flags;
};
#define MAP(name, kind, k, v, n) \
	struct bpf_map_def SEC("maps") name = \
	    {BPF_MAP_TYPE_##kind, sizeof(k), sizeof(v), n, 0}
#define ENTRY(section) SEC(section) __attribute__((used)) static int
#else
#define MAP(name, kind, k, v, n) \
	struct { \
		__uint(type, BPF_MAP_TYPE_##kind); \
		__uint(max_entries, n); \
		__uint(key_size, sizeof(k)); \
		__uint(value_size, sizeof(v)); \
	} name SEC(".maps")
#define ENTRY(section) SEC(section) int
#endif
END
			cat "$name.c"
		} | object "$style.$name.o" \
		    "$([ $style = old ] && echo -DOLD || echo -DNEW)" \
		    "$([ $style = old ] && echo -g0 || echo -g)"
	done
}

# alike NAME VERDICTS: so are both, and all else that is said of them
alike() {
	local style
	for style in old new; do
		"$bin/bpfcheck" --csv "$style.$1.o" |
		    python3 -c 'import csv, sys
for r in csv.DictReader(sys.stdin):
    print(r["program"], r["type"], r["verdict"], r["insns_processed"],
          r["states"], r["reason"])' >"$style"
	done
	cat old
	same "$2" "$(cut -d' ' -f3 old | paste -sd' ')"
	diff old new
	run "$bin/bpfcheck" "new.$1.o"
	kernel "new.$1.o"
}

@test "bpfcheck: old objects that count" {
	both hash <<'END'
MAP(seen, HASH, __u32, __u64, 16);
ENTRY("socket") count(struct __sk_buff *s)
{
	__u32 key = s->protocol;
	__u64 one = 1, *n = bpf_map_lookup_elem(&seen, &key);
	if (n)
		__sync_fetch_and_add(n, 1);
	else
		bpf_map_update_elem(&seen, &key, &one, BPF_ANY);
	return 0;
}
END
	alike hash accept
	both array <<'END'
MAP(bytes, ARRAY, __u32, __u64, 256);
ENTRY("socket") count(struct __sk_buff *s)
{
	__u32 key = s->mark & 255;
	__u64 *n = bpf_map_lookup_elem(&bytes, &key);
	if (n)
		*n += s->len;
	return 0;
}
ENTRY("socket/1") unasked(struct __sk_buff *s)
{
	__u32 key = s->mark & 255;
	__u64 *n = bpf_map_lookup_elem(&bytes, &key);
	*n += s->len;
	return 0;
}
END
	alike array 'accept reject'
	both percpu <<'END'
MAP(rates, PERCPU_ARRAY, __u32, __u64[2], 4);
MAP(last, LRU_HASH, __u64, __u64, 128);
ENTRY("xdp") rate(struct xdp_md *x)
{
	__u32 key = 2;
	__u64 flow = x->rx_queue_index, now = bpf_ktime_get_ns();
	__u64 *r = bpf_map_lookup_elem(&rates, &key);
	if (!r)
		return XDP_ABORTED;
	r[0]++;
	r[1] = now;
	bpf_map_update_elem(&last, &flow, &now, 0);
	return XDP_PASS;
}
END
	alike percpu accept
}

@test "bpfcheck: old objects that parse packets" {
	both parse <<'END'
MAP(ports, HASH, __u16, __u8, 64);
ENTRY("xdp") parse(struct xdp_md *x)
{
	unsigned char *b = (void *)(long)x->data, *end = (void *)(long)x->data_end;
	if (b + 38 > end || b[12] != 8 || b[13] != 0)
		return XDP_PASS;
	__u16 port = b[36] << 8 | b[37];
	return bpf_map_lookup_elem(&ports, &port) ? XDP_DROP : XDP_PASS;
}
ENTRY("xdp/1") too_far(struct xdp_md *x)
{
	unsigned char *b = (void *)(long)x->data, *end = (void *)(long)x->data_end;
	return b + 14 > end ? XDP_PASS : b[14];
}
END
	alike parse 'accept reject'
	both filter <<'END'
unsigned long long load_byte(void *skb, unsigned long long off) asm("llvm.bpf.load.byte");
MAP(kinds, ARRAY, __u32, __u64, 256);
ENTRY("socket") filter(struct __sk_buff *s)
{
	__u32 kind = load_byte(s, 23);
	__u64 *n = bpf_map_lookup_elem(&kinds, &kind);
	if (n)
		++*n;
	return s->len;
}
END
	alike filter accept
	both cgroup <<'END'
MAP(allowed, HASH, __u32, __u32, 32);
ENTRY("cgroup/skb") ingress(struct __sk_buff *s)
{
	__u32 key = s->remote_ip4;
	return bpf_map_lookup_elem(&allowed, &key) != 0;
}
ENTRY("cgroup/connect4") connects(struct bpf_sock_addr *a)
{
	__u32 key = a->user_ip4, *to = bpf_map_lookup_elem(&allowed, &key);
	if (to)
		a->user_ip4 = *to;
	return 2;
}
END
	alike cgroup 'accept reject'
}

@test "bpfcheck: old objects that trace" {
	both kprobe <<'END'
struct pt_regs;
MAP(stacks, STACK_TRACE, __u32, __u64[127], 64);
MAP(began, HASH, __u64, __u64, 64);
ENTRY("kprobe/vfs_read") begins(struct pt_regs *c)
{
	__u64 id = bpf_get_current_pid_tgid(), now = bpf_ktime_get_ns();
	bpf_get_stackid(c, &stacks, 0);
	bpf_map_update_elem(&began, &id, &now, 0);
	return 0;
}
ENTRY("kretprobe/vfs_read") ends(struct pt_regs *c)
{
	__u64 id = bpf_get_current_pid_tgid(), *then = bpf_map_lookup_elem(&began, &id);
	if (then && bpf_ktime_get_ns() - *then > 1000000)
		bpf_map_delete_elem(&began, &id);
	return 0;
}
END
	alike kprobe 'accept accept'
	both events <<'END'
struct event { __u32 pid; char comm[16]; };
MAP(events, PERF_EVENT_ARRAY, __u32, __u32, 8);
ENTRY("tracepoint/sched/sched_switch") switches(void *c)
{
	struct event e = {.pid = bpf_get_current_pid_tgid() >> 32};
	bpf_get_current_comm(e.comm, sizeof e.comm);
	bpf_perf_event_output(c, &events, BPF_F_CURRENT_CPU, &e, sizeof e);
	return 0;
}
ENTRY("tracepoint/sched/sched_wakeup") too_much(void *c)
{
	struct event e = {};
	bpf_perf_event_output(c, &events, BPF_F_CURRENT_CPU, &e, 600);
	return 0;
}
END
	alike events 'accept reject'
	both perf <<'END'
MAP(hits, PERCPU_HASH, __u64, __u64, 1024);
ENTRY("perf_event") sampled(struct { __u64 regs[21]; __u64 period, addr; } *c)
{
	__u64 key = c->addr, one = 1, *n = bpf_map_lookup_elem(&hits, &key);
	if (n)
		++*n;
	else
		bpf_map_update_elem(&hits, &key, &one, BPF_NOEXIST);
	return 0;
}
END
	alike perf accept
}

@test "bpfcheck: old objects with tail calls, functions and several maps" {
	both tail <<'END'
MAP(next, PROG_ARRAY, __u32, __u32, 8);
MAP(other, ARRAY, __u32, __u32, 8);
ENTRY("xdp") first(struct xdp_md *x)
{
	bpf_tail_call(x, &next, x->rx_queue_index);
	return XDP_PASS;
}
ENTRY("xdp/1") wrong(struct xdp_md *x)
{
	bpf_tail_call(x, &other, 1);
	return XDP_PASS;
}
END
	alike tail 'accept reject'
	both calls <<'END'
MAP(limits, ARRAY, __u32, __u32, 4);
static ALONE int over(struct __sk_buff *s, __u32 which)
{
	__u32 *most = bpf_map_lookup_elem(&limits, &which);
	return most && s->len > *most;
}
ENTRY("classifier") classify(struct __sk_buff *s)
{
	return over(s, 0) || over(s, 3) ? 2 : 0;
}
END
	alike calls accept
	both queues <<'END'
MAP(devices, DEVMAP, __u32, __u32, 8);
MAP(processors, CPUMAP, __u32, __u32, 8);
MAP(sockets, XSKMAP, __u32, __u32, 8);
ENTRY("xdp") spread(struct xdp_md *x)
{
	__u32 q = x->rx_queue_index;
	if (bpf_map_lookup_elem(&sockets, &q))
		return bpf_redirect_map(&sockets, q, 0);
	return q & 1 ? bpf_redirect_map(&devices, q, 0)
		     : bpf_redirect_map(&processors, q, 0);
}
ENTRY("xdp/1") looks(struct xdp_md *x)
{
	__u32 q = 1;
	return bpf_map_lookup_elem(&processors, &q) ? XDP_PASS : XDP_DROP;
}
END
	alike queues 'accept reject'
}
