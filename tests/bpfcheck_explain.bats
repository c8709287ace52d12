#!/usr/bin/env bats
# bpfcheck --explain, --html: what led to a refusal, and nothing else.

load lib/common
load lib/bpf
load lib/bpftools

# explained [ARG...]: of p in p.o, all behind what was found is standard input.
explained() {
	local want
	want=$(cat)
	check 1 --explain "$@" p.o
	same "$want" "$(sed -n '/^  path:/,$p' <<<"$output")"
}

@test "bpfcheck --explain: a pointer that may be NULL" {
	object p.o <<'END'
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__type(key, int);
	__type(value, long);
	__uint(max_entries, 8);
} counts SEC(".maps");
volatile int noise;
SEC("xdp") int p(struct xdp_md *c)
{
	int key = 3;
	noise = c->rx_queue_index;
	long *v = bpf_map_lookup_elem(&counts, &key);
	noise += 2;
	return *v ? XDP_PASS : XDP_DROP;
}
END
	explained <<'END'
  path:
    p.o.c:15: long *v = bpf_map_lookup_elem(&counts, &key);
      10: (85) call bpf_map_lookup_elem#1: R0=map_value_or_null(id=1,map=counts,ks=4,vs=8)
    p.o.c:17: return *v ? XDP_PASS : XDP_DROP;
      14: (79) r1 = *(u64 *)(r0 +0): refused
  suggestion: compare the pointer with NULL on this path before it is used
END
}

@test "bpfcheck --explain: a packet whose end was not looked for" {
	object p.o <<'END'
volatile int noise;
SEC("xdp") int p(struct xdp_md *c)
{
	char *data = (char *)(long)c->data;
	noise = c->rx_queue_index;
	if (noise > 3)
		noise = 1;
	return data[13] ? XDP_PASS : XDP_DROP;
}
END
	explained <<'END'
  path:
    p.o.c:7: char *data = (char *)(long)c->data;
      0: (61) r2 = *(u32 *)(r1 +0): R2=pkt(r=0)
    p.o.c:11: return data[13] ? XDP_PASS : XDP_DROP;
      9: (71) r1 = *(u8 *)(r2 +13): refused
  suggestion: compare the end of what is accessed with data_end, and go on only where it is not behind
END
}

@test "bpfcheck --explain: a packet compared the wrong way round" {
	object p.o <<'END'
volatile int noise;
SEC("xdp") int p(struct xdp_md *c)
{
	char *data = (char *)(long)c->data;
	char *end = (char *)(long)c->data_end;
	noise = 7;
	if (data + 14 < end)
		return XDP_DROP;
	noise = 8;
	return data[13] ? XDP_PASS : XDP_DROP;
}
END
	explained <<'END'
  path:
    p.o.c:7: char *data = (char *)(long)c->data;
      1: (61) r1 = *(u32 *)(r1 +0): R1=pkt(r=0)
    p.o.c:10: if (data + 14 < end)
      9: (ad) if r4 < r3 goto pc+5: not taken: R1=pkt(r=0)
    p.o.c:13: return data[13] ? XDP_PASS : XDP_DROP;
      12: (71) r1 = *(u8 *)(r1 +13): refused
  suggestion: compare the end of what is accessed with data_end, and go on only where it is not behind
END
}

@test "bpfcheck --explain: a packet with too few bytes" {
	object p.o <<'END'
volatile int noise;
SEC("xdp") int p(struct xdp_md *c)
{
	char *data = (char *)(long)c->data;
	char *end = (char *)(long)c->data_end;
	noise = 7;
	if (data + 14 > end)
		return XDP_DROP;
	noise = 8;
	return data[20] ? XDP_PASS : XDP_DROP;
}
END
	explained <<'END'
  path:
    p.o.c:7: char *data = (char *)(long)c->data;
      1: (61) r1 = *(u32 *)(r1 +0): R1=pkt(r=0)
    p.o.c:10: if (data + 14 > end)
      9: (2d) if r4 > r3 goto pc+5: not taken: R1=pkt(r=14)
    p.o.c:13: return data[20] ? XDP_PASS : XDP_DROP;
      12: (71) r1 = *(u8 *)(r1 +20): refused
  suggestion: compare the end of what is accessed with data_end, and go on only where it is not behind
END
}

@test "bpfcheck --explain: an index with a bound that is too large" {
	object p.o <<'END'
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__type(key, int);
	__type(value, char[64]);
	__uint(max_entries, 8);
} bytes SEC(".maps");
volatile int noise;
SEC("xdp") int p(struct xdp_md *c)
{
	int key = 0;
	char *v = bpf_map_lookup_elem(&bytes, &key);
	__u32 i = c->rx_queue_index;
	if (!v)
		return XDP_DROP;
	noise = 3;
	if (i > 100)
		return XDP_DROP;
	noise = 4;
	return v[i] ? XDP_PASS : XDP_DROP;
}
END
	explained <<'END'
  path:
    p.o.c:14: char *v = bpf_map_lookup_elem(&bytes, &key);
      7: (85) call bpf_map_lookup_elem#1: R0=map_value(map=bytes,ks=4,vs=64)
      8: (bf) r1 = r0: R1=map_value(map=bytes,ks=4,vs=64)
    p.o.c:16: if (!v)
      11: (61) r2 = *(u32 *)(r6 +16): R2=scalar(smin=0,smax=umax=0xffffffff,var_off=(0x0; 0xffffffff))
    p.o.c:19: if (i > 100)
      16: (26) if w2 > 0x64 goto pc+6: not taken: R2=scalar(smin=smin32=0,smax=umax=smax32=umax32=100,var_off=(0x0; 0x7f))
    p.o.c:22: return v[i] ? XDP_PASS : XDP_DROP;
      19: (0f) r1 += r2: R1=map_value(map=bytes,ks=4,vs=64,smin=smin32=0,smax=umax=smax32=umax32=100,var_off=(0x0; 0x7f))
      20: (71) r1 = *(u8 *)(r1 +0): refused
  suggestion: bound the offset so that all bytes accessed are within the value
END
}

@test "bpfcheck --explain: an index without a bound" {
	object p.o <<'END'
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__type(key, int);
	__type(value, char[64]);
	__uint(max_entries, 8);
} bytes SEC(".maps");
volatile int noise;
SEC("tc") int p(struct __sk_buff *c)
{
	int key = 0;
	char *v = bpf_map_lookup_elem(&bytes, &key);
	unsigned long i = bpf_ktime_get_ns();
	if (!v)
		return 0;
	noise = 3;
	if (noise == 9)
		return 0;
	return v[i];
}
END
	explained <<'END'
  path:
    p.o.c:15: unsigned long i = bpf_ktime_get_ns();
      8: (85) call bpf_ktime_get_ns#5: R0=scalar()
    p.o.c:21: return v[i];
      16: (0f) r7 += r0: refused
  suggestion: bound the number by an unsigned comparison, or by & with a constant, before it is added
END
}

@test "bpfcheck --explain: an index with a sign" {
	object p.o <<'END'
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__type(key, int);
	__type(value, char[64]);
	__uint(max_entries, 8);
} bytes SEC(".maps");
volatile int noise;
SEC("tc") int p(struct __sk_buff *c)
{
	int key = 0;
	char *v = bpf_map_lookup_elem(&bytes, &key);
	if (!v)
		return 0;
	int i = (int)bpf_get_prandom_u32();
	noise = 3;
	if (i > 63)
		return 0;
	noise = 4;
	return v[i];
}
END
	explained <<'END'
  path:
    p.o.c:17: int i = (int)bpf_get_prandom_u32();
      9: (85) call bpf_get_prandom_u32#7: R0=scalar()
    p.o.c:19: if (i > 63)
      14: (66) if w0 s> 0x3f goto pc+9: not taken: R0=scalar(smax32=63)
    p.o.c:22: return v[i];
      17: (bc) w1 = w0: R1=scalar(smin=0,smax=umax=0xffffffff,smax32=63,var_off=(0x0; 0xffffffff))
      18: (67) r1 <<= 32: R1=scalar(smax=0x3f00000000,umax=0xffffffff00000000,smin32=0,smax32=umax32=0,var_off=(0x0; 0xffffffff00000000))
      19: (c7) r1 s>>= 32: R1=scalar(smin=0xffffffff80000000,smax=smax32=63)
      20: (0f) r7 += r1: refused
  suggestion: bound the number before it is added
END
}

@test "bpfcheck --explain: stack that was written in part" {
	object p.o <<'END'
SEC("socket") __attribute__((naked)) int p(void)
{
	asm volatile("r6 = r1\n"
		     "*(u32 *)(r10 - 16) = 5\n"
		     "*(u64 *)(r10 - 24) = 6\n"
		     "r2 = *(u32 *)(r6 + 0)\n"
		     "r3 = *(u64 *)(r10 - 16)\n"
		     "r0 = 0\n"
		     "exit\n");
}
END
	explained --unprivileged <<'END'
  path:
    p.o.c:6: asm volatile("r6 = r1\x5cn"
      1: (62) *(u32 *)(r10 -16) = 5: fp-16=????mmmm
      4: (79) r3 = *(u64 *)(r10 -16): refused
  suggestion: initialise all bytes of the variable, those between its members too, as with = {}
END
}

@test "bpfcheck --explain: what is not given back on one branch" {
	object p.o <<'END'
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} ring SEC(".maps");
volatile int noise;
SEC("tc") int p(struct __sk_buff *c)
{
	noise = 1;
	long *r = bpf_ringbuf_reserve(&ring, 8, 0);
	if (!r)
		return 0;
	if (c->len > 100)
		noise = 2;
	if (c->mark == 7)
		return 0;
	*r = 1;
	bpf_ringbuf_submit(r, 0);
	return 0;
}
END
	explained <<'END'
  path:
    p.o.c:12: long *r = bpf_ringbuf_reserve(&ring, 8, 0);
      9: (85) call bpf_ringbuf_reserve#131: R0=ringbuf_mem_or_null(id=2,ref_obj_id=2,sz=8)
    p.o.c:13: if (!r)
      10: (15) if r0 == 0x0 goto pc+13: not taken: R0=ringbuf_mem(ref_obj_id=2,sz=8)
    p.o.c:17: if (c->mark == 7)
      18: (16) if w1 == 0x7 goto pc+5: taken: past what gives it back
    p.o.c:22: }
      25: (95) exit: refused
  suggestion: give it back on every path, the early returns too
END
}

@test "bpfcheck --explain: a packet that a helper moved" {
	object p.o <<'END'
volatile int noise;
SEC("xdp") int p(struct xdp_md *c)
{
	char *data = (char *)(long)c->data;
	char *end = (char *)(long)c->data_end;
	if (data + 14 > end)
		return XDP_DROP;
	noise = 1;
	if (bpf_xdp_adjust_head(c, 4))
		return XDP_DROP;
	noise = 2;
	return data[3];
}
END
	explained <<'END'
  path:
    p.o.c:7: char *data = (char *)(long)c->data;
      2: (61) r7 = *(u32 *)(r1 +0): R7=pkt(r=0)
    p.o.c:12: if (bpf_xdp_adjust_head(c, 4))
      10: (85) call bpf_xdp_adjust_head#44: R7=scalar()
    p.o.c:15: return data[3];
      14: (71) r6 = *(u8 *)(r7 +3): refused
  suggestion: get the pointer anew after the call: read data and data_end again, and compare them again
END
}

@test "bpfcheck --explain: what was given back already" {
	object p.o <<'END'
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} ring SEC(".maps");
volatile int noise;
SEC("tc") int p(struct __sk_buff *c)
{
	volatile long *r = bpf_ringbuf_reserve(&ring, 8, 0);
	if (!r)
		return 0;
	noise = 1;
	*r = 1;
	bpf_ringbuf_submit((void *)r, 0);
	noise = 2;
	return *r;
}
END
	explained <<'END'
  path:
    p.o.c:11: volatile long *r = bpf_ringbuf_reserve(&ring, 8, 0);
      4: (85) call bpf_ringbuf_reserve#131: R0=ringbuf_mem_or_null(id=2,ref_obj_id=2,sz=8)
    p.o.c:16: bpf_ringbuf_submit((void *)r, 0);
      16: (85) call bpf_ringbuf_submit#132: R7=scalar()
    p.o.c:18: return *r;
      19: (79) r1 = *(u64 *)(r7 +0): refused
  suggestion: use it before it is given back
END
}

@test "bpfcheck --explain: a register that a call took" {
	object p.o <<'END'
volatile int noise;
SEC("tc") __attribute__((naked)) int p(void)
{
	asm volatile("r6 = 1\n"
		     "r2 = *(u32 *)(r1 + 0)\n"
		     "call 7\n"
		     "r7 = r0\n"
		     "r0 = *(u32 *)(r1 + 4)\n"
		     "exit\n");
}
END
	explained <<'END'
  path:
    p.o.c:7: asm volatile("r6 = 1\x5cn"
      2: (85) call bpf_get_prandom_u32#7: R1 is lost
      4: (61) r0 = *(u32 *)(r1 +4): refused
  suggestion: keep the value over the call in r6 to r9 or in the stack: calls take r1 to r5
END
}

@test "bpfcheck --explain: a register that one branch did not write" {
	object p.o <<'END'
SEC("tc") __attribute__((naked)) int p(void)
{
	asm volatile("r2 = *(u32 *)(r1 + 0)\n"
		     "if r2 > 5 goto +1\n"
		     "r3 = 1\n"
		     "if r2 == 0 goto +1\n"
		     "r0 = 1\n"
		     "r3 = 2\n"
		     "exit\n");
}
END
	explained <<'END'
  path:
    p.o.c:6: asm volatile("r2 = *(u32 *)(r1 + 0)\x5cn"
      3: (15) if r2 == 0x0 goto pc+1: taken: past what writes it
      6: (95) exit: refused
  suggestion: write the register on every path that leads here
END
}

@test "bpfcheck --explain: a number that may not be returned" {
	object p.o <<'END'
volatile int noise;
SEC("cgroup_skb/ingress") int p(struct __sk_buff *c)
{
	int r = c->len;
	noise = c->mark;
	if (r > 9)
		return 1;
	noise = 2;
	return r;
}
END
	explained <<'END'
  path:
    p.o.c:7: int r = c->len;
      0: (61) r2 = *(u32 *)(r1 +0): R2=scalar(smin=0,smax=umax=0xffffffff,var_off=(0x0; 0xffffffff))
    p.o.c:9: if (r > 9)
      6: (66) if w2 s> 0x9 goto pc+3: not taken: R2=scalar(smin=0,smax=umax=0xffffffff,smax32=9,var_off=(0x0; 0xffffffff))
    p.o.c:11: noise = 2;
      9: (bc) w0 = w2: R0=scalar(id=1,smin=0,smax=umax=0xffffffff,smax32=9,var_off=(0x0; 0xffffffff))
    p.o.c:13: }
      10: (95) exit: refused
  suggestion: return one of the numbers that this type of program may return
END
}

@test "bpfcheck --explain: a place outside of the stack" {
	object p.o <<'END'
volatile int noise;
SEC("tc") int p(struct __sk_buff *c)
{
	char b[16] = {};
	__u32 i = c->len;
	noise = c->mark;
	if (i > 20)
		return 0;
	b[i] = 1;
	return ((volatile char *)b)[3];
}
END
	explained <<'END'
  path:
    p.o.c:8: __u32 i = c->len;
      3: (61) r2 = *(u32 *)(r1 +0): R2=scalar(smin=0,smax=umax=0xffffffff,var_off=(0x0; 0xffffffff))
    p.o.c:10: if (i > 20)
      9: (26) if w2 > 0x14 goto pc+8: not taken: R2=scalar(smin=smin32=0,smax=umax=smax32=umax32=20,var_off=(0x0; 0x1f))
      11: (07) r1 += -16: R1=fp-16
    p.o.c:12: b[i] = 1;
      12: (0f) r1 += r2: R1=fp(off=-16,smin=smin32=0,smax=umax=smax32=umax32=20,var_off=(0x0; 0x1f))
      14: (73) *(u8 *)(r1 +0) = r2: refused
  suggestion: bound the index by what the variable has, by an unsigned comparison or by &
END
}

@test "bpfcheck --explain: a loop of too many turns" {
	object p.o <<'END'
volatile int noise;
SEC("tc") int p(struct __sk_buff *c)
{
	__u32 s = 0;
	for (__u32 i = 0; i < c->len; i++) {
		noise = s;
		s += i;
	}
	return s & 1;
}
END
	explained <<'END'
  path:
    (the path is long: its begin is left out)
    p.o.c:8: for (__u32 i = 0; i < c->len; i++) {
      10: (04) w2 += 1: R2=0x1b206 (2340 times and more)
      13: (ae) if w2 < w5 goto pc-7: taken: R2=0x1b206, R5=scalar(smin=umin=umin32=0x1b207,smax=umax=0xffffffff,var_off=(0x0; 0xffffffff)) (2340 times and more)
      11: (61) r5 = *(u32 *)(r1 +0): refused
  suggestion: bound the loop by a smaller constant, or use bpf_loop or may_goto
END
}

@test "bpfcheck --explain: a loop without an end" {
	object p.o <<'END'
volatile int noise;
SEC("tc") int p(struct __sk_buff *c)
{
	noise = 1;
	for (;;)
		noise = 2;
	return 0;
}
END
	explained <<'END'
  path:
    p.o.c:8: for (;;)
      6: (05) goto pc-2: goes back
    p.o.c:9: noise = 2;
      5: (63) *(u32 *)(r1 +0) = r2: refused
  suggestion: let each turn change what ends the loop, or count turns up to a constant
END
}

@test "bpfcheck --explain: a map that is only read" {
	object p.o <<'END'
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_RDONLY_PROG);
	__type(key, int);
	__type(value, long);
	__uint(max_entries, 8);
} fixed SEC(".maps");
volatile int noise;
SEC("tc") int p(struct __sk_buff *c)
{
	int key = 0;
	long *v = bpf_map_lookup_elem(&fixed, &key);
	noise = 2;
	if (!v)
		return 0;
	*v = c->len;
	return 0;
}
END
	explained <<'END'
  path:
    p.o.c:15: long *v = bpf_map_lookup_elem(&fixed, &key);
      7: (85) call bpf_map_lookup_elem#1: R0=map_value(map=fixed,ks=4,vs=8)
    p.o.c:19: *v = c->len;
      14: (7b) *(u64 *)(r0 +0) = r1: refused
  suggestion: write to another map, or declare this one without BPF_F_RDONLY_PROG or const
END
}

@test "bpfcheck --explain: a pointer that is given away" {
	object p.o <<'END'
SEC("socket") __attribute__((naked)) int p(void)
{
	asm volatile("r6 = r1\n"
		     "r7 = *(u32 *)(r1 + 0)\n"
		     "if r7 > 3 goto +1\n"
		     "r7 = 5\n"
		     "r0 = r6\n"
		     "exit\n");
}
END
	explained --unprivileged <<'END'
  path:
    p.o.c:6: asm volatile("r6 = r1\x5cn"
      0: (bf) r6 = r1: R6=ctx()
      4: (bf) r0 = r6: R0=ctx()
      5: (95) exit: refused
  suggestion: store a number that is no address
END
}

@test "bpfcheck --explain: a pointer that was on the stack" {
	object p.o <<'END'
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__type(key, int);
	__type(value, long);
	__uint(max_entries, 8);
} counts SEC(".maps");
volatile int noise;
SEC("tc") int p(struct __sk_buff *c)
{
	int key = 0;
	long *volatile keep = bpf_map_lookup_elem(&counts, &key);
	noise = c->len;
	bpf_get_prandom_u32();
	return *keep;
}
END
	explained <<'END'
  path:
    p.o.c:14: long *volatile keep = bpf_map_lookup_elem(&counts, &key);
      7: (85) call bpf_map_lookup_elem#1: R0=map_value_or_null(id=1,map=counts,ks=4,vs=8)
      8: (7b) *(u64 *)(r10 -16) = r0: fp-16=map_value_or_null(id=1,map=counts,ks=4,vs=8)
    p.o.c:17: return *keep;
      14: (79) r1 = *(u64 *)(r10 -16): R1=map_value_or_null(id=1,map=counts,ks=4,vs=8)
      15: (79) r0 = *(u64 *)(r1 +0): refused
  suggestion: compare the pointer with NULL on this path before it is used
END
}

@test "bpfcheck --explain: an argument of a function" {
	object p.o <<'END'
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__type(key, int);
	__type(value, char[64]);
	__uint(max_entries, 8);
} bytes SEC(".maps");
volatile int noise;
static ALONE int inner(char *v, __u32 i)
{
	noise = 9;
	return v[i];
}
SEC("tc") int p(struct __sk_buff *c)
{
	int key = 0;
	char *v = bpf_map_lookup_elem(&bytes, &key);
	__u32 i = c->len;
	if (!v)
		return 0;
	if (i >= 70)
		return 0;
	noise = 4;
	return inner(v, i);
}
END
	explained <<'END'
  path:
    p.o.c:19: char *v = bpf_map_lookup_elem(&bytes, &key);
      7: (85) call bpf_map_lookup_elem#1: R0=map_value(map=bytes,ks=4,vs=64)
    p.o.c:21: if (!v)
      9: (61) r2 = *(u32 *)(r7 +0): R2=scalar(smin=0,smax=umax=0xffffffff,var_off=(0x0; 0xffffffff))
      10: (26) if w2 > 0x45 goto pc+7: not taken: R2=scalar(smin=smin32=0,smax=umax=smax32=umax32=69,var_off=(0x0; 0x7f))
    p.o.c:26: return inner(v, i);
      15: (bf) r1 = r0: R1=map_value(map=bytes,ks=4,vs=64)
      16: (85) call pc+3: R1=map_value(map=bytes,ks=4,vs=64), R2=scalar(smin=smin32=0,smax=umax=smax32=umax32=69,var_off=(0x0; 0x7f))
    p.o.c:14: return v[i];
      24: (bc) w2 = w2: R2=scalar(id=1,smin=smin32=0,smax=umax=smax32=umax32=69,var_off=(0x0; 0x7f))
      25: (0f) r1 += r2: R1=map_value(map=bytes,ks=4,vs=64,smin=smin32=0,smax=umax=smax32=umax32=69,var_off=(0x0; 0x7f))
      26: (71) r0 = *(u8 *)(r1 +0): refused
  suggestion: bound the offset so that all bytes accessed are within the value
END
}

@test "bpfcheck --explain: what a function returned" {
	object p.o <<'END'
volatile int noise;
static ALONE int number(struct __sk_buff *c)
{
	noise = 3;
	return c->len;
}
SEC("cgroup_skb/ingress") int p(struct __sk_buff *c)
{
	int r = number(c);
	noise = 1;
	return r;
}
END
	explained <<'END'
  path:
    p.o.c:8: return c->len;
      10: (61) r0 = *(u32 *)(r1 +0): R0=scalar(smin=0,smax=umax=0xffffffff,var_off=(0x0; 0xffffffff))
      11: (95) exit: R0=scalar(smin=0,smax=umax=0xffffffff,var_off=(0x0; 0xffffffff))
    p.o.c:14: return r;
      5: (95) exit: refused
  suggestion: return one of the numbers that this type of program may return
END
}

@test "bpfcheck --explain: a bound that is itself a number with a bound" {
	object p.o <<'END'
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__type(key, int);
	__type(value, char[64]);
	__uint(max_entries, 8);
} bytes SEC(".maps");
volatile int noise;
SEC("tc") int p(struct __sk_buff *c)
{
	int key = 0;
	char *v = bpf_map_lookup_elem(&bytes, &key);
	unsigned long i = bpf_ktime_get_ns(), n = c->len;
	if (!v || n > 80)
		return 0;
	noise = 3;
	if (i >= n)
		return 0;
	noise = 4;
	return v[i];
}
END
	explained <<'END'
  path:
    p.o.c:14: char *v = bpf_map_lookup_elem(&bytes, &key);
      7: (85) call bpf_map_lookup_elem#1: R0=map_value(map=bytes,ks=4,vs=64)
      8: (bf) r7 = r0: R7=map_value(map=bytes,ks=4,vs=64)
    p.o.c:15: unsigned long i = bpf_ktime_get_ns(), n = c->len;
      9: (85) call bpf_ktime_get_ns#5: R0=scalar()
    p.o.c:16: if (!v || n > 80)
      11: (61) r1 = *(u32 *)(r8 +0): R1=scalar(smin=0,smax=umax=0xffffffff,var_off=(0x0; 0xffffffff))
      12: (26) if w1 > 0x50 goto pc+11: not taken: R1=scalar(smin=smin32=0,smax=umax=smax32=umax32=80,var_off=(0x0; 0x7f))
    p.o.c:19: if (i >= n)
      17: (3d) if r0 >= r1 goto pc+6: not taken: R0=scalar(smin=smin32=0,smax=umax=smax32=umax32=79,var_off=(0x0; 0x7f))
    p.o.c:22: return v[i];
      20: (0f) r7 += r0: R7=map_value(map=bytes,ks=4,vs=64,smin=smin32=0,smax=umax=smax32=umax32=79,var_off=(0x0; 0x7f))
      21: (71) r6 = *(u8 *)(r7 +0): refused
  suggestion: bound the offset so that all bytes accessed are within the value
END
}

# chain N: N additions to a pointer to the stack, then a read outside of it
chain() {
	local n
	{
		echo 'SEC("tc") __attribute__((naked)) int p(void)'
		echo '{ asm volatile("r2 = *(u32 *)(r1 + 0)\n" "r2 &= 7\n"'
		for ((n = 0; n < $1; n++)); do
			echo '"r2 += 1\n"'
		done
		echo '"r3 = r10\n" "r3 += r2\n" "r0 = *(u8 *)(r3 + 0)\n" "exit\n"); }'
	} | object p.o
}

@test "bpfcheck --explain: what is far from the refusal is left out, and said" {
	chain 8
	check 1 --explain p.o
	[[ $output == *'r2 = *(u32 *)(r1 +0): R2='* ]]
	[[ $output != *'left out'* ]]
	same 12 "$(sed -n '/^  path:/,$p' <<<"$output" | grep -c '^      [0-9]*: ')"
	chain 9
	check 1 --explain p.o
	[[ $output == *$'  path:\n    (what led here is left out)\n'* ]]
	[[ $output != *'r2 = *(u32 *)(r1 +0): R2='* ]]
	same 12 "$(sed -n '/^  path:/,$p' <<<"$output" | grep -c '^      [0-9]*: ')"
	check 1 --explain -j p.o
	[[ $output == *'"path_is_whole":false'* ]]
}

# 17000 steps that change nothing of it are between the cause and the refusal.
@test "bpfcheck --explain: of a long path the end is kept, and it is said" {
	python3 -c '
import struct
def insn(code, dst, src, off, imm):
    return struct.pack("<BBhi", code, src << 4 | dst, off, imm)
for name, n in ("kept", 16000), ("long", 17000):
    open(name, "wb").write(insn(0x61, 6, 1, 0, 0) +
        insn(0xb7, 2, 0, 0, 1) * n + insn(0xbf, 0, 6, 0, 0) +
        insn(0x79, 0, 0, 0, 0) + insn(0x95, 0, 0, 0, 0))'
	check 1 --explain --raw --type socket_filter kept
	same '  path:
      0: (61) r6 = *(u32 *)(r1 +0): R6=scalar(smin=0,smax=umax=0xffffffff,var_off=(0x0; 0xffffffff))
      16001: (bf) r0 = r6: R0=scalar(id=1,smin=0,smax=umax=0xffffffff,var_off=(0x0; 0xffffffff))
      16002: (79) r0 = *(u64 *)(r0 +0): refused' \
	    "$(sed -n '/^  path:/,/refused/p' <<<"$output")"
	check 1 --explain --raw --type socket_filter long
	same '  path:
    (the path is long: its begin is left out)
      17001: (bf) r0 = r6: R0=scalar(id=1,smin=0,smax=umax=0xffffffff,var_off=(0x0; 0xffffffff))
      17002: (79) r0 = *(u64 *)(r0 +0): refused' \
	    "$(sed -n '/^  path:/,/refused/p' <<<"$output")"
}

# The way that goes on is done first, and is longer.
@test "bpfcheck --explain: a longer path that ended well does not push out the refused one" {
	python3 -c '
import struct
def insn(code, dst, src, off, imm):
    return struct.pack("<BBhi", code, src << 4 | dst, off, imm)
two = insn(0xb7, 2, 0, 0, 1)
open("side", "wb").write(insn(0x61, 6, 1, 0, 0) + insn(0x55, 6, 0, 20002, 0) +
    two * 20000 + insn(0xb7, 0, 0, 0, 0) + insn(0x95, 0, 0, 0, 0) +
    two * 9 + insn(0x79, 0, 6, 0, 0) + insn(0x95, 0, 0, 0, 0))'
	check 1 --explain --raw --type socket_filter side
	same '  path:
      0: (61) r6 = *(u32 *)(r1 +0): R6=scalar(smin=0,smax=umax=0xffffffff,var_off=(0x0; 0xffffffff))
      1: (55) if r6 != 0x0 goto pc+20002: taken: R6=scalar(smin=umin=umin32=1,smax=umax=0xffffffff,var_off=(0x0; 0xffffffff))
      20013: (79) r0 = *(u64 *)(r6 +0): refused' \
	    "$(sed -n '/^  path:/,/refused/p' <<<"$output")"
}

@test "bpfcheck: what is at fault of a sum, and of a pointer that may be NULL" {
	object p.o <<'END'
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__type(key, int);
	__type(value, char[64]);
	__uint(max_entries, 8);
} bytes SEC(".maps");
SEC("tc") int null(struct __sk_buff *c)
{
	int key = c->len;
	return *(char *)bpf_map_lookup_elem(&bytes, &key);
}
SEC("tc") int sum(struct __sk_buff *c)
{
	int key = c->len;
	char *v = bpf_map_lookup_elem(&bytes, &key);
	return v ? v[bpf_ktime_get_ns()] : 0;
}
END
	check 1 p.o
	[[ $output == *$'fault: R0\n  expected: a pointer that was compared with 0\n'* ]]
	[[ $output == *$'fault: R0\n  expected: a number with bounds, of less than 2^29\n  found: scalar()'* ]]
}

# suggests TYPE WORDS WORD...: for the raw program
suggests() {
	local type=$1 words=$2
	shift 2
	raw one.raw "$@"
	check 1 --explain --raw --type "$type" one.raw
	[[ $output == *"  suggestion: $words"* ]]
}

@test "bpfcheck --explain: suggestions are for the reason" {
	local exit=9500000000000000
	# r0 = *(u64 *)(r10 +0): outside of the stack, not unwritten
	suggests xdp 'access no more than what was reserved' 79a0000000000000 $exit
	# r0 = *(u64 *)(r1 +2)
	suggests xdp 'use a field that the context' 7910020000000000 $exit
	# r1 += 4; r0 = *(u32 *)(r1 +0)
	suggests xdp 'read the context by constant offsets' 0701000004000000 \
	    6110000000000000 $exit
	# r2 = *(u32 *)(r1 +4); r0 = *(u8 *)(r2 +0)
	suggests xdp 'access the packet from data on' 6112040000000000 \
	    7120000000000000 $exit
	# r0 = 0; r0 = *(u8 *)(r0 +0)
	suggests xdp 'use a pointer as one the whole way' b700000000000000 \
	    7100000000000000 $exit
	# r1 = r10; bpf_xdp_adjust_head(r1, 0)
	suggests xdp 'pass the context as the program was given it' \
	    bfa1000000000000 b702000000000000 850000002c000000 $exit
	# r0 = r1, returned
	suggests cgroup_skb 'return one of the numbers' bf10000000000000 $exit
}

@test "bpfcheck --explain: JSON has the same path" {
	raw_programs
	chain 1
	check 1 --explain -j p.o
	echo "$output" >out.json
	check 1 --explain p.o
	echo "$output" >out.txt
	python3 -c '
import json
o = json.load(open("out.json"))
steps = [l.strip() for l in open("out.txt") if l.startswith("      ")]
assert len(steps) == 5 and o["path_is_whole"], o
assert ["%d: %s: %s" % (s["insn"], s["insn_text"], s["note"])
        for s in o["path"]] == steps, steps
assert all(s["times"] == 1 and s["source_file"].endswith("/p.o.c") and
           s["source"].startswith("{ asm volatile") and s["source_line"] == 5
           for s in o["path"]), o
assert o["path"][-1]["insn"] == o["insn"]
assert "  suggestion: " + o["suggestion"] + "\n" in open("out.txt").read()'
}

@test "bpfcheck --explain: no path where none was refused; nothing of what is accepted" {
	raw_programs
	raw gone.raw 0500010000000000 b700000000000000 9500000000000000
	check 1 --explain --raw --type socket_filter good.raw gone.raw
	same 'accept good.raw: raw: socket_filter, 2 insns processed, 0 states, T us
reject gone.raw: raw: socket_filter, 0 insns processed, 0 states, T us: unreachable insn 1
  at: instruction 1: (b7) r0 = 0
  fault: the instruction
  expected: a path that leads to it
  found: none does
  suggestion: leave out code that nothing leads to' "$(timeless)"
	check 1 --explain -j --raw --type socket_filter good.raw gone.raw
	[[ ${lines[0]} != *path* ]]
	[[ ${lines[1]} == *'"path":[],"path_is_whole":true,"suggestion":"'* ]]
	check 1 -j --raw --type socket_filter gone.raw
	[[ $output != *'"path"'* ]]
	check 2 --explain --csv --raw --type xdp good.raw
	usage_message bpfcheck
	check 2 --explain -q --raw --type xdp good.raw
	usage_message bpfcheck
}

@test "bpfcheck --explain: the rest of what is said is as without it" {
	python3 "$top/tests/bpf/asm.py" "$top"/tests/bpf/progs/*.bpf | python3 -c '
import sys
n = 0
for line in sys.stdin:
    f = line.rstrip("\n").split("\t")
    if f[8] != "-" and len(f[8]) < 4000 and n < 300:
        n += 1
        open("p%d.raw" % n, "wb").write(bytes.fromhex(f[8]))'
	check 1 --raw --type socket_filter p*.raw
	timeless >plain
	check 1 --explain --raw --type socket_filter p*.raw
	timeless | sed '/^  path:/d; /^    /d; /^  suggestion:/d' | cmp - plain
	check 1 -P 3 --explain --raw --type socket_filter p*.raw
	timeless | sed '/^  path:/d; /^    /d; /^  suggestion:/d' | cmp - plain
}

# Changed each time: the seed is printed.
@test "bpfcheck --explain: random programs: a path of the program, that ends where it is refused" {
	local seed=${LP_SEED:-$(date +%s)} build
	build_tools
	build=$(built)
	run timeout $((60 * patience)) "$build/bpf/bpfexplain" --count 2000 \
	    --seed "${seed}00000" "$build/bpf/progs.batch" \
	    "$build/bpf/unprivileged.batch"
	tail -n 100 <<<"$output"
	[ "$status" -eq 0 ]
}

# Names and lines that would be markup.
hostile_object() {
	object 'a<b>&"'\''.o' <<'END'
/* é */ SEC("xdp") int aaaaaaaaaaaaaaaaaaaaaaaa(struct xdp_md *c)
{
	return *(char *)(long)c->data; /* é <script>alert("1")</script> ]]> --> &lt; */
}
END
	mv 'a<b>&"'\''.o' plain.o
	python3 -c '
b = open("plain.o", "rb").read()
name = b"a" * 24
at = b.rindex(name)
new = b"<script>\"\x27&amp;\xff\xc3\xa9\x1b[1m<"
assert len(new) == 23, len(new)
open("a<b>&\"\x27\xe9.o", "wb").write(b[:at] + new + b"z" + b[at + 24:])'
}

@test "bpfcheck --html: names and lines are text, and the page is XML" {
	hostile_object
	check 1 --html page.html a*b*.o
	python3 - <<'END'
import html.parser
import re
import xml.dom.minidom
text = open("page.html", "rb").read()
assert all(c < 0x7f and (c >= 0x20 or c == 10) for c in text)
dom = xml.dom.minidom.parseString(text)
names, attributes = set(), set()
def walk(e):
    names.add(e.tagName)
    for k in e.attributes.keys():
        attributes.add(k)
    for c in e.childNodes:
        if c.nodeType == c.ELEMENT_NODE:
            walk(c)
walk(dom.documentElement)
assert "script" not in names and "b" not in names, names
assert attributes <= {"xmlns", "lang", "charset", "name", "content", "class",
                      "colspan"}, attributes
assert not re.search(rb"url\(|@import|src=|href=", text)
class Text(html.parser.HTMLParser):
    said = ""
    def handle_data(self, data):
        self.said += data
parser = Text()
parser.feed(text.decode())
for want in ('<script>"\'&amp;\\xff\\xc3\\xa9\\x1b[1m<z', "a<b>&\"'\\xc3\\xa9.o",
             '\\xc3\\xa9 <script>alert("1")</script> ]]> --> &lt; */'):
    assert want in parser.said, (want, parser.said)
END
}

two_pages() {
	object one.o <<'END'
volatile int noise;
SEC("xdp") int good(struct xdp_md *c) { return XDP_PASS; }
SEC("xdp") int bad(struct xdp_md *c)
{
	char *data = (char *)(long)c->data;
	noise = c->ingress_ifindex;
	return data[c->rx_queue_index & 7];
}
SEC("nothing/known") int odd(void *c) { return 0; }
END
}

@test "bpfcheck --html: what the page says, of several files and processes" {
	two_pages
	check 1 --html page.html one.o one.o
	python3 - <<'END'
import xml.dom.minidom
dom = xml.dom.minidom.parse("page.html")
def text(e):
    return e.data if e.nodeType == e.TEXT_NODE else \
        "".join(map(text, e.childNodes))
def rows(e, table):
    t, = [t for t in e.getElementsByTagName("table")
          if t.getAttribute("class") == table]
    return [(r.getAttribute("class"),
             [text(d) for d in r.getElementsByTagName("td")])
            for r in t.getElementsByTagName("tr")]
articles = dom.getElementsByTagName("article")
assert [a.getAttribute("class") for a in articles] == \
    ["accept", "reject", "undecided"] * 2
bad = articles[4]
assert "suggestion" in text(bad) and "data_end" in text(bad)
cause = [r[1] for r in rows(bad, "slice") if r[0] == "cause"]
assert any("R2=pkt(" in c[2] for c in cause), cause
path = rows(bad, "path")
assert path[-1][0] == "refused" and "refused" in path[-1][1][2]
assert "before it: " in path[-1][1][2] and "R10=fp0" in path[-1][1][2]
marked = [r[1][:2] for r in path if r[0] == "cause"]
assert marked == [c[:2] for c in cause], marked
steps = [r for r in path if r[0] != "source"]
assert len(steps) > len(marked) + 1 and steps[0][1][0] == "0"
END
	sed 's/[0-9]* us//' page.html >alone
	check 1 -P 3 --html page.html one.o one.o
	sed 's/[0-9]* us//' page.html | cmp - alone
	check 1 -q --html page.html one.o one.o
	same '' "$output"
	sed 's/[0-9]* us//' page.html | cmp - alone
}

@test "bpfcheck --html: a long path is cut, and it is said" {
	chain 300
	check 1 --html page.html p.o
	grep -q '>105 instructions before are left out.<' page.html
	same 200 "$(sed -n '/<table class="path">/,$p' page.html |
	    grep -c '<td class="n">')"
	grep -q '>Causes before these are left out.<' page.html
}

@test "bpfcheck --html: whole or not at all" {
	two_pages
	echo before >page.html
	check 2 --html nowhere/page.html one.o
	message bpfcheck WRITE
	same '' "$output"
	check 2 --html page.html missing.o
	[[ $(<page.html) == *'</html>' ]]
	if [ -w /dev/full ]; then
		check 2 --html /dev/full one.o
		message bpfcheck WRITE
	fi
	echo before >page.html
	# One more than the limit of a file's size.
	run bash -c 'ulimit -f 4; trap "" XFSZ
	    exec "$1" -q --html page.html one.o' sh "$bin/bpfcheck"
	[ "$status" -eq 2 ]
	same before "$(<page.html)"
	same page.html "$(echo page*)"
}

@test "bpfcheck --html: what a job that died wrote of the page is taken back" {
	local src=${LP_SOURCE:-$top}
	need gcc
	cat >pages.c <<'END'
#include "page.h"
#include "pagefile.h"
void page_begin(FILE *out) { fputs("begin\n", out); }
void page_end(FILE *out) { fputs("end\n", out); }
static void job(struct pagefile *p, const char *part, int bytes, int died)
{
	for (int i = 0; i < bytes; i++)
		fputc(part[0], p->to);
	fputc('\n', p->to);
	if (died)
		pagefile_forget(p);
	else
		pagefile_keep(p);
}
int main(int argc, char **argv)
{
	struct pagefile p = {0}, none = {0};
	if (argc < 2 || !pagefile_open(&p, argv[1]))
		return 2;
	job(&p, "a", 3, 0);
	job(&p, "x", 100000, 1);
	job(&p, "b", 4, 0);
	job(&p, "y", 2, 1);
	pagefile_keep(&none);
	pagefile_forget(&none);
	return !pagefile_close(&p) || !pagefile_close(&none);
}
END
	gcc -std=gnu11 -D_GNU_SOURCE -Wall -Werror -I"$src/bpfcheck" -I"$src/common" -o pages \
	    pages.c "$src/bpfcheck/pagefile.c" "$src/common/output.c"
	limited 0 ./pages page.html
	same $'begin\naaa\nbbbb\nend' "$(<page.html)"
}

# shot NAME ARG...: the page in a browser, its colours counted in $output
shot() {
	local name=$1
	shift
	run timeout $((60 * patience)) chromium --headless --no-sandbox \
	    --disable-gpu --hide-scrollbars --user-data-dir="$PWD/chromium" \
	    --window-size=900,700 --screenshot="$PWD/$name" "$@" \
	    "file://$PWD/page.html"
	[ -s "$name" ] || skip "chromium does not run here: ${lines[-1]}"
	run python3 "$top/tests/lib/pngcolors.py" "$name"
	echo "$output"
	[ "$status" -eq 0 ]
}

# of COLOUR: how many of its pixels there are
of() {
	sed -n "s/^$1 //p" <<<"$output" | grep . || echo 0
}

@test "bpfcheck --html: a browser shows the cause and the refusal, light and dark" {
	need chromium
	two_pages
	check 1 --html page.html one.o
	shot light.png
	same '900 700' "$(of size)"
	[ "$(of ffffff)" -gt 300000 ]
	[ "$(of ffeeb3)" -gt 20000 ]
	[ "$(of ffcfc9)" -gt 10000 ]
	shot dark.png --blink-settings=preferredColorScheme=0
	[ "$(of ffffff)" -lt 1000 ]
	[ "$(of 16191d)" -gt 300000 ]
	[ "$(of 4d3f0a)" -gt 20000 ]
	[ "$(of 66211c)" -gt 10000 ]
}

@test "bpfcheck --explain: what helps with locks and callbacks" {
	object held.o -Wno-unused <<'END'
struct value { long n; struct bpf_spin_lock l; long m; };
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, int);
	__type(value, struct value);
} values SEC(".maps");
#define WITH(name, code) \
	SEC("tc") int name(void *c) \
	{ \
		int k = 1, j = 2; \
		struct value *v = bpf_map_lookup_elem(&values, &k); \
		struct value *w = bpf_map_lookup_elem(&values, &j); \
		if (!v || !w) \
			return 0; \
		code; \
		return 0; \
	}
WITH(calls, bpf_spin_lock(&v->l); bpf_ktime_get_ns(); bpf_spin_unlock(&v->l))
WITH(keeps, bpf_spin_lock(&v->l))
WITH(mixes, bpf_spin_lock(&v->l); bpf_spin_unlock(&w->l))
WITH(gives, bpf_spin_unlock(&v->l))
WITH(reads, return *(volatile int *)&v->l)
static ALONE long two(int i, void *c) { return 2; }
ALONE long known(int i, int *c) { return 0; }
SEC("tc") int turns(void *c) { int n = 0; return bpf_loop(3, two, &n, 0); }
SEC("tc") int global(void *c) { int n = 0; return bpf_loop(3, known, &n, 0); }
struct timed { struct bpf_timer t; };
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, int);
	__type(value, struct timed);
} timers SEC(".maps");
static ALONE int later(void *map, int *key, struct timed *v) { return 1; }
SEC("tc") int sets(void *c)
{
	int k = 1;
	struct timed *v = bpf_map_lookup_elem(&timers, &k);
	return v ? bpf_timer_set_callback(&v->t, later) : 0;
}
END
	check 1 --explain held.o
	same 'give the lock back first: nothing is called while one is held
give the lock back on every path that comes here
give the lock back by the pointer that it was taken by
take the lock on every path that comes here
access what is beside it in the value; it is set up with the element
return 0 to be called again, or 1 to be the last
make the function that is called back static
return 0' \
	    "$(sed -n 's/^  suggestion: //p' <<<"$output")"
}
