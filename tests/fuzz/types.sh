#!/bin/sh
# types.sh DIR: programs that trace, with BTF for the fuzzer to begin with, if
# there is a compiler for it; and on standard input a batch, of which some.
cd "$1" || exit 1
compiler=$(command -v clang-19 || command -v clang) || exit 0
copy=$(command -v llvm-objcopy-19 || command -v llvm-objcopy) || exit 0
cat >types.c <<'END'
struct list { struct list *next; };
struct sock_common { unsigned short family; };
struct sock { struct sock_common common; unsigned flags : 3, rest : 5; };
union both { struct sock *one; long number; };
struct file { char name[16]; int more[]; };
struct seq_file { unsigned long size; };
struct bpf_iter_meta { struct seq_file *seq; };
struct bpf_iter_meta__safe_trusted { struct seq_file *seq; };
struct task_struct {
	int pid;
	struct task_struct *parent;
	union both u;
	struct { struct list list; struct sock inner[2]; };
	const volatile struct file *file;
	void *stack;
	char comm[2][8];
};
struct task_struct__safe_rcu { struct task_struct *parent; };
typedef void (*btf_trace_sched_pi_setprio)(void *, struct task_struct *,
    struct task_struct *, int, struct sock *);
btf_trace_sched_pi_setprio trace;
struct task_struct__safe_rcu safe;
struct bpf_iter_meta__safe_trusted safer;
__attribute__((noinline)) int bpf_iter_task(
    struct bpf_iter_meta *meta, struct task_struct *task)
{
	return meta->seq->size == task->pid;
}
END
"$compiler" -target bpf -g -O2 -c -o types.o types.c
"$copy" -O binary --only-section=.BTF --set-section-flags .BTF=alloc types.o btf
cat >batch
python3 - btf types batch <<'END'
import struct, sys
btf = open(sys.argv[1], 'rb').read()
types, size, strings = struct.unpack_from('<III', btf, 8)[0:3]
at, last, found, n = 24 + types, 24 + types + size, {}, 0
more = {1: 4, 3: 12, 14: 4, 17: 4}
each = {4: 12, 5: 12, 6: 8, 13: 8, 15: 12, 19: 12}
while at < last:
    name, info = struct.unpack_from('<II', btf, at)
    n, kind = n + 1, info >> 24 & 31
    text = btf[24 + strings + name:].split(b'\0')[0].decode()
    found[kind, text] = n
    at += 12 + more.get(kind, 0) + each.get(kind, 0) * (info & 0xffff)

def insn(code, dst=0, src=0, off=0, imm=0):
    return struct.pack('<BBhi', code, src << 4 | dst, off, imm)

end = insn(0xb7) + insn(0x95)
def load(size, dst, src, off):
    return insn({1: 0x71, 2: 0x69, 4: 0x61, 8: 0x79}[size], dst, src, off)

first = load(8, 2, 1, 0)
programs = [
    (0, first + load(4, 3, 2, 0) + load(8, 3, 2, 8) + load(4, 4, 3, 0)),
    (0, first + load(8, 3, 2, 16) + load(2, 4, 3, 0)),
    (0, first + load(8, 3, 2, 24) + load(1, 4, 2, 36) + load(8, 4, 2, 48) +
     load(4, 5, 4, 60) + load(8, 3, 2, 56) + load(1, 4, 3, 5)),
    (0, load(8, 2, 1, 8) + insn(0x15, 2, 0, 1) + load(8, 3, 2, 60)),
    (0, insn(0xbf, 6, 1) + load(8, 1, 1, 24) + insn(0x85, imm=136)),
    (1, load(8, 2, 1, 0) + load(8, 3, 2, 0) + load(8, 4, 3, 0)),
    (1, load(8, 2, 1, 8) + insn(0x15, 2, 0, 2) + load(8, 3, 2, 8) +
     load(8, 4, 3, 8)),
    (2, load(8, 1, 1, 8) + insn(0x15, 1, 0, 1) + insn(0x85, imm=175)),
    (3, insn(0x85, imm=158) + load(8, 1, 0, 8) + insn(0x85, imm=175)),
]
programs = [(kind, code + end) for kind, code in programs]
for n, line in enumerate(open(sys.argv[3])):
    code = line.rstrip('\n').split('\t')[8]
    if n % 8 == 0 and code != '-' and len(code) <= 16 * 255:
        programs.append((3, bytes.fromhex(code)))
for i, (kind, code) in enumerate(programs):
    to = found[8, 'btf_trace_sched_pi_setprio'] if kind == 0 else \
        found[12, 'bpf_iter_task']
    with open('%s%d' % (sys.argv[2], i), 'wb') as f:
        f.write(struct.pack('<BHB', kind, to, len(code) // 8) + code + btf)
END
rm -f types.c types.o btf batch
