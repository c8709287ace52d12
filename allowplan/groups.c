#include "groups.h"

/*
 * Each call in one group, whatever machine it is of. A call that unsafe.c says
 * is always unsafe is in the last one: all the others together can be allowed
 * without it.
 */
static const struct group groups[] = {
    {"io", "read, write and wait on what is open",
	"read, write, readv, writev, pread64, pwrite64, preadv, preadv2, "
	"pwritev, pwritev2, lseek, close, close_range, dup, dup2, dup3, "
	"fcntl, ioctl, select, pselect6, poll, ppoll, epoll_create, "
	"epoll_create1, epoll_ctl, epoll_wait, epoll_pwait, epoll_pwait2, "
	"eventfd, eventfd2, sendfile, splice, tee, vmsplice, "
	"copy_file_range, fsync, fdatasync, sync_file_range, readahead, "
	"fadvise64, cachestat, io_setup, io_submit, io_getevents, "
	"io_pgetevents, io_cancel, io_destroy"},
    {"file", "open, make, name, describe and watch files and folders",
	"open, openat, openat2, creat, access, faccessat, faccessat2, stat, "
	"lstat, fstat, newfstatat, statx, statfs, fstatfs, ustat, getcwd, "
	"chdir, fchdir, getdents, getdents64, readlink, readlinkat, "
	"name_to_handle_at, lookup_dcookie, mkdir, mkdirat, mknod, mknodat, "
	"rmdir, link, linkat, symlink, symlinkat, unlink, unlinkat, rename, "
	"renameat, renameat2, truncate, ftruncate, fallocate, chmod, "
	"fchmod, fchmodat, fchmodat2, chown, lchown, fchown, fchownat, "
	"umask, utime, utimes, futimesat, utimensat, getxattr, lgetxattr, "
	"fgetxattr, listxattr, llistxattr, flistxattr, setxattr, lsetxattr, "
	"fsetxattr, removexattr, lremovexattr, fremovexattr, flock, sync, "
	"syncfs, inotify_init, inotify_init1, inotify_add_watch, "
	"inotify_rm_watch, fanotify_init, fanotify_mark"},
    {"process", "start, end and limit processes; clone starts threads, too",
	"fork, vfork, clone, clone3, exit, exit_group, wait4, waitid, "
	"getpid, getppid, getpgid, getpgrp, setpgid, getsid, setsid, "
	"pidfd_open, prctl, getrlimit, setrlimit, prlimit64, getrusage, "
	"kcmp, process_mrelease"},
    {"signal", "send, catch and wait for signals",
	"kill, tkill, tgkill, pidfd_send_signal, rt_sigqueueinfo, "
	"rt_tgsigqueueinfo, rt_sigaction, rt_sigprocmask, rt_sigpending, "
	"rt_sigsuspend, rt_sigtimedwait, rt_sigreturn, sigaltstack, "
	"signalfd, signalfd4, pause, restart_syscall"},
    {"memory", "get, protect, advise on and lock memory",
	"brk, mmap, munmap, mprotect, madvise, mincore, msync, mlock, "
	"mlock2, mlockall, munlock, munlockall, pkey_alloc, pkey_free, "
	"pkey_mprotect, memfd_secret, map_shadow_stack, mbind, "
	"get_mempolicy, set_mempolicy, set_mempolicy_home_node, "
	"migrate_pages, move_pages"},
    {"time", "read clocks, sleep and set timers",
	"time, gettimeofday, clock_gettime, clock_getres, times, nanosleep, "
	"clock_nanosleep, alarm, getitimer, setitimer, timer_create, "
	"timer_settime, timer_gettime, timer_getoverrun, timer_delete, "
	"timerfd_create, timerfd_settime, timerfd_gettime"},
    {"network", "make sockets, and send and receive by them",
	"socket, socketpair, bind, listen, accept, accept4, connect, "
	"shutdown, getsockname, getpeername, getsockopt, setsockopt, "
	"sendto, recvfrom, sendmsg, recvmsg, sendmmsg, recvmmsg"},
    {"ipc", "pipes, queues, semaphores and memory shared by processes",
	"pipe, pipe2, shmget, shmat, shmdt, shmctl, semget, semop, "
	"semtimedop, semctl, msgget, msgsnd, msgrcv, msgctl, mq_open, "
	"mq_unlink, mq_timedsend, mq_timedreceive, mq_notify, "
	"mq_getsetattr, process_vm_readv"},
    {"thread", "what threads need once they run: locks, registers, scheduling",
	"futex, futex_waitv, futex_wait, futex_wake, futex_requeue, "
	"set_robust_list, get_robust_list, gettid, set_tid_address, "
	"set_thread_area, get_thread_area, arch_prctl, rseq, membarrier, "
	"riscv_flush_icache, getcpu, sched_yield, sched_getaffinity, "
	"sched_setaffinity, sched_getparam, sched_setparam, sched_getattr, "
	"sched_setattr, sched_getscheduler, sched_setscheduler, "
	"sched_get_priority_min, sched_get_priority_max, "
	"sched_rr_get_interval, getpriority, setpriority, ioprio_get, "
	"ioprio_set"},
    {"rights",
	"whose rights a process has: users, groups, capabilities, Landlock",
	"getuid, geteuid, getgid, getegid, getresuid, getresgid, getgroups, "
	"capget, setuid, setgid, setreuid, setregid, setresuid, setresgid, "
	"setfsuid, setfsgid, setgroups, capset, landlock_create_ruleset, "
	"landlock_add_rule, landlock_restrict_self"},
    {"system", "ask what machine this is, and for random bytes",
	"uname, sysinfo, sysfs, getrandom"},
    {"admin", "change the machine: mounts, namespaces, clocks, swap, reboot",
	"mount, umount2, pivot_root, chroot, fsopen, fsconfig, fsmount, "
	"fspick, open_tree, move_mount, mount_setattr, unshare, quotactl, "
	"quotactl_fd, swapon, swapoff, reboot, sethostname, setdomainname, "
	"settimeofday, clock_settime, clock_adjtime, adjtimex, syslog, "
	"acct, vhangup, delete_module"},
    {"obsolete", "numbers that have a name, and no call any more",
	"_sysctl, afs_syscall, create_module, epoll_ctl_old, "
	"epoll_wait_old, get_kernel_syms, getpmsg, nfsservctl, putpmsg, "
	"query_module, security, tuxcall, vserver"},
    {"unsafe", "leave the plan, once they are allowed",
	"execve, execveat, ptrace, process_vm_writev, process_madvise, "
	"pidfd_getfd, setns, memfd_create, mremap, remap_file_pages, "
	"uselib, personality, modify_ldt, seccomp, userfaultfd, "
	"io_uring_setup, io_uring_enter, io_uring_register, bpf, "
	"perf_event_open, add_key, request_key, keyctl, open_by_handle_at, "
	"init_module, finit_module, kexec_load, kexec_file_load, iopl, "
	"ioperm"},
};

enum { GROUPS = sizeof groups / sizeof groups[0] };

const struct group *
group_at(size_t i)
{
	return i < GROUPS ? &groups[i] : NULL;
}
