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

# helps OBJECT PROGRAM WORDS: its suggestion begins so
helps() {
	check 1 --explain --prog "$2" "$1"
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
