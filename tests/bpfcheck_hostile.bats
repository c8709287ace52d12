#!/usr/bin/env bats
# bpfcheck: damaged objects get a message or a verdict, and nothing else.

load lib/common
load lib/bpf

objects() {
	object plain.o <<'END'
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__type(key, int);
	__type(value, long);
	__uint(max_entries, 16);
} counts SEC(".maps");
struct kernel_thing { int a, b; } __attribute__((preserve_access_index));
extern int missing(void) __attribute__((section(".ksyms"), weak));
const volatile int limit = 5;
int total;
static ALONE int sub(int k)
{
	long *v = bpf_map_lookup_elem(&counts, &k);
	return v ? *v : 0;
}
ALONE int everyone(int k) { return k * limit; }
SEC("xdp") int first(struct xdp_md *c)
{
	total += sub(c->ingress_ifindex);
	return everyone(total) ? XDP_PASS : XDP_DROP;
}
SEC("tc") int second(struct kernel_thing *c) { return c->b; }
SEC("socket") int third(void *c) { return missing ? missing() : 0; }
END
	object legacy.o <<'END'
struct bpf_map_def { unsigned type, key_size, value_size, max_entries, flags; };
struct bpf_map_def SEC("maps") counts = {BPF_MAP_TYPE_HASH, 4, 8, 16, 0};
static ALONE int five(int k) { asm volatile("%0 += 5" : "+r"(k)); return k; }
SEC("classifier") int entry(void *c)
{
	int k = five(2);
	return bpf_map_lookup_elem(&counts, &k) != 0;
}
END
}

@test "bpfcheck: damaged objects" {
	local count=${LP_HOSTILE_BPF:-1500}
	objects
	[ "${LP_SAMPLE:-1}" -eq 1 ] || count=$((count / LP_SAMPLE + 50))
	limit=600 python "$top/tests/lib/hostile_bpf.py" $count plain.o legacy.o
}

@test "bpfcheck: objects cut at every length" {
	local size n
	objects
	size=$(stat -c %s legacy.o)
	for ((n = 0; n < size; n += 61)); do
		taken || continue
		head -c $n legacy.o >cut.o
		limited 2 "$bin/bpfcheck" cut.o
		grep -Eq '^bpfcheck: cut.o: [A-Z_]+: .+ @.+: .+' <<<"$stderr"
	done
}

# A type that is a part of itself: who follows it comes to no end.
@test "bpfcheck: types in a circle" {
	objects
	python - plain.o circle.o <<'END'
import struct, sys
data = bytearray(open(sys.argv[1], 'rb').read())
base = data.index(b'\x9f\xeb\x01\x00\x18\x00\x00\x00')
at, end = base + 24, base + 24 + struct.unpack_from('<I', data, base + 12)[0]
number, done = 1, 0
extra = {1: 4, 3: 12, 14: 4, 17: 4}
part = {4: 12, 5: 12, 6: 8, 13: 8, 15: 12, 19: 12}
while at < end:
    info, = struct.unpack_from('<I', data, at + 4)
    kind = info >> 24 & 31
    if kind in (8, 9, 10):
        struct.pack_into('<I', data, at + 8, number)
        done = 1
    at += 12 + extra.get(kind, 0) + part.get(kind, 0) * (info & 0xffff)
    number += 1
assert done
open(sys.argv[2], 'wb').write(data)
END
	check 2 circle.o
	message bpfcheck BPF_BTF
}

# Names and source lines are whatever the object says.
@test "bpfcheck: the log holds nothing that steers a terminal" {
	object plain.o <<'END'
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, int);
} evilmap SEC(".maps");
SEC("socket") int p(void *c)
{
	int k = 0, *v = bpf_map_lookup_elem(&evilmap, &k);
	return v ? v[0] /* evilmap */ : 1;
}
END
	LC_ALL=C sed 's/evilmap/ev\x1bl\x7fap/g' plain.o >steers.o
	same "$(stat -c %s plain.o)" "$(stat -c %s steers.o)"
	check 0 -l 2 steers.o
	grep -F 'ev\x1bl\x7fap' <<<"$output"
	! LC_ALL=C grep -q $'[\x01-\x08\x0b-\x1f\x7f]' <<<"$output" || false
}
