#!/bin/sh
# unprivileged.sh COMMAND...: while it runs, those without capabilities may load
# programs, if this machine allows them to, or LP_BPF_UNPRIVILEGED is set and
# root may change that; it is as before afterwards. Else 77.
set -u
setting=/proc/sys/kernel/unprivileged_bpf_disabled
had=$(cat "$setting" 2>/dev/null) || had=0
# shellcheck disable=SC2317
restore() {
	echo "$had" >"$setting"
}
if [ "$had" != 0 ]; then
	if [ -z "${LP_BPF_UNPRIVILEGED:-}" ]; then
		echo "kernel.unprivileged_bpf_disabled is $had:" \
		    "with LP_BPF_UNPRIVILEGED=1 tests change that while they run" >&2
		exit 77
	fi
	echo 0 2>/dev/null >"$setting" || exit 77
	trap restore EXIT
	trap 'exit 1' HUP INT TERM
fi
"$@"
