#!/usr/bin/env bats
# bpfcheck: the kernel's variables and functions that programs name, and what
# helpers do with such and with paths.

load lib/common
load lib/bpf
load lib/bpftools

setup() {
	need_tools bpfcheck
	[ -r /sys/kernel/btf/vmlinux ] || skip 'this kernel has no BTF'
	cd "$BATS_TEST_TMPDIR"
}

# decided OBJECT VERDICTS: these, and the rest is the kernel's
decided() {
	run "$bin/bpfcheck" "$1"
	echo "$output"
	same "$2" "$(verdicts)"
	kernel "$1"
}

# says WORDS: somewhere in $output
says() {
	grep -F -- "$1" <<<"$output" || { echo "not there: $1"; false; }
}

# helps OBJECT PROGRAM WORDS [OPTION...]: its suggestion begins so
helps() {
	check 1 --explain --prog "$2" "${@:4}" "$1"
	says "  suggestion: $3"
}

@test "bpfcheck: paths are for iterators" {
	object path.o <<'END'
#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)
struct path { void *mnt; };
struct file { struct path f_path; };
struct mm_struct { struct file *exe_file; };
struct task_struct { struct mm_struct *mm; };
struct bpf_iter__task_file { void *meta; struct task_struct *task; int fd; struct file *file; };
#pragma clang attribute pop
#define FILES(name) SEC("iter/task_file") int name(struct bpf_iter__task_file *c)
char out[64];
FILES(there) { struct file *f = c->file; return f ? bpf_d_path(&f->f_path, out, sizeof out) & 1 : 0; }
FILES(none) { return bpf_d_path(&c->file->f_path, out, sizeof out) & 1; }
FILES(file) { struct task_struct *t = c->task; return t ? bpf_d_path((void *)t, out, sizeof out) & 1 : 0; }
FILES(found)
{
	struct task_struct *t = c->task;
	return t ? bpf_d_path(&t->mm->exe_file->f_path, out, 64) & 1 : 0;
}
FILES(longer) { struct file *f = c->file; return f ? bpf_d_path(&f->f_path, out, 65) & 1 : 0; }
FILES(empty) { struct file *f = c->file; return f ? bpf_d_path(&f->f_path, out, 0) & 1 : 0; }
FILES(fresh)
{
	struct file *f = c->file;
	char here[16];
	if (!f || bpf_d_path(&f->f_path, here, sizeof here) < 0)
		return 0;
	return here[3] & 1;
}
FILES(constant)
{
	static const volatile char text[16] = "text";
	struct file *f = c->file;
	return f ? bpf_d_path(&f->f_path, (char *)text, 16) & 1 : 0;
}
SEC("tp_btf/sched_wakeup") int traces(unsigned long long *c)
{
	return bpf_d_path((void *)c[0], out, sizeof out);
}
SEC("syscall") int asks(void *c) { return bpf_d_path(c, out, sizeof out); }
END
	decided path.o 'accept there
reject none
reject file
accept found
reject longer
accept empty
accept fresh
reject constant
reject traces
reject asks'
	says 'R1 is of type task_struct but path is expected'
	says 'helper call is not allowed in probe'
	helps path.o asks 'name paths in an iterator'
}

# names NAME: what follows stands behind some variables of the kernel's
names() {
	{
		cat <<'END'
#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)
struct rq { unsigned int nr_running; };
#pragma clang attribute pop
extern const struct rq runqueues __ksym;
extern const int bpf_prog_active __ksym;
#define ENTRY(name) SEC("raw_tp/sys_enter") int name(void *c)
END
		cat
	} | object "$1"
}

variables() {
	names variables.o <<'END'
ENTRY(own) { struct rq *q = bpf_this_cpu_ptr(&runqueues); return q->nr_running & 1; }
ENTRY(other)
{
	struct rq *q = bpf_per_cpu_ptr(&runqueues, 1);
	return q ? q->nr_running & 1 : 0;
}
ENTRY(unchecked) { struct rq *q = bpf_per_cpu_ptr(&runqueues, 1); return q->nr_running & 1; }
ENTRY(direct) { return runqueues.nr_running & 1; }
ENTRY(number) { int *q = bpf_this_cpu_ptr(&bpf_prog_active); return *q & 1; }
ENTRY(numbers)
{
	int *q = bpf_per_cpu_ptr(&bpf_prog_active, bpf_get_prandom_u32());
	return q ? *q & 1 : 0;
}
ENTRY(unchecked_number) { int *q = bpf_per_cpu_ptr(&bpf_prog_active, 1); return *q & 1; }
ENTRY(written) { int *q = bpf_this_cpu_ptr(&bpf_prog_active); *q = 1; return 0; }
ENTRY(further) { int *q = bpf_this_cpu_ptr(&bpf_prog_active); return q[1] & 1; }
ENTRY(moved)
{
	char *q = (char *)&runqueues;
	asm volatile("%0 += 8" : "+r"(q));
	return bpf_this_cpu_ptr(q) != 0;
}
ENTRY(twice) { void *q = bpf_this_cpu_ptr(&runqueues); return bpf_this_cpu_ptr(q) != 0; }
END
}

@test "bpfcheck: variables that every processor has its own of" {
	variables
	printf '0 d runqueues\n0 d bpf_prog_active\n' >symbols
	check 1 --kallsyms symbols variables.o
	same 'accept own
accept other
reject unchecked
reject direct
accept number
accept numbers
reject unchecked_number
reject written
reject further
reject moved
reject twice' "$(verdicts)"
	says "R0 invalid mem access 'ptr_or_null_'"
	says 'R1 is ptr_rq access percpu memory: off='
	says "R0 invalid mem access 'rdonly_mem_or_null'"
	says 'R0 cannot write into rdonly_mem'
	says 'invalid access to memory, mem_size=4 off=4 size=4'
	says 'dereference of modified percpu_ptr_ ptr R1 off=8 disallowed'
	says 'R1 type=ptr_ expected=percpu_ptr_, percpu_rcu_ptr_, percpu_trusted_ptr_'
	check 0 -l 2 --kallsyms symbols --prog numbers variables.o
	says 'R0=rdonly_mem_or_null(id=1,sz=4)'
}

@test "bpfcheck: variables that the kernel has no address for" {
	variables
	run "$bin/bpfcheck" variables.o
	kernel variables.o
	: >symbols
	printf '0 d runqueues' >cut
	printf '0 d runqueues \xff\n\n0\n0 d\n\0 0 0\n0 d bpf_prog_active\t[module]\n' >odd
	check 3 --kallsyms symbols --prog own variables.o
	says 'kernel symbol runqueues'
	check 3 --kallsyms cut --prog own variables.o
	check 0 --kallsyms odd --prog number variables.o
	printf '0 d another\n' >symbols
	check 1 --kallsyms symbols --prog own variables.o
	says "ldimm64 failed to find the address for kernel symbol 'runqueues'."
	helps variables.o own 'declare the variable __weak' --kallsyms symbols
	check 2 --kallsyms none variables.o
	grep -F 'bpfcheck: none: OPEN' <<<"$stderr"
}

# Of another kernel's BTF the symbols are that kernel's.
@test "bpfcheck: variables of a kernel whose symbols are not known" {
	variables
	cp /sys/kernel/btf/vmlinux types
	check 3 --btf types --prog own variables.o
	says 'kernel symbol runqueues'
	printf '0 d runqueues\n' >symbols
	check 0 --btf types --kallsyms symbols --prog own variables.o
	check 3 --kernel 6.12 --kallsyms symbols --prog own variables.o
	says 'kernel variables of 6.12'
}

@test "bpfcheck: types that are no symbols" {
	raw void.raw 1831000000000000 0000000000000000 b700000000000000 9500000000000000
	raw int.raw 1831000001000000 0000000000000000 b700000000000000 9500000000000000
	raw none.raw 18310000ffffff7f 0000000000000000 b700000000000000 9500000000000000
	raw module.raw 1831000001000000 0000000001000000 b700000000000000 9500000000000000
	check 1 --raw --type kprobe void.raw
	says "pseudo btf_id 0 in ldimm64 isn't KIND_VAR or KIND_FUNC"
	check 1 --raw --type kprobe int.raw
	says "pseudo btf_id 1 in ldimm64 isn't KIND_VAR or KIND_FUNC"
	check 1 --raw --type kprobe none.raw
	says 'ldimm64 insn specifies invalid btf_id 2147483647.'
	check 3 --raw --type kprobe module.raw
	says 'kernel variables of modules'
	check 3 --unprivileged --raw --type socket_filter int.raw
	says 'kernel variables without privileges'
}
