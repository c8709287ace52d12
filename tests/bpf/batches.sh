#!/bin/sh
# batches.sh BPFDIFF BATCH COUNT SEED: COUNT random programs of each kind, and as
# many of BATCH, mutated, as one batch; nobody is asked about them.
set -eu
bpfdiff=$1 own=$2 count=$3 seed=$4
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
for kind in '' --closed --context --maps --mutate; do
	# Only mutants read the batch.
	set -- --count "$count" --seed "$seed" --print --write "$dir/batch"
	[ -z "$kind" ] || set -- "$@" "$kind"
	[ "$kind" != --mutate ] || set -- "$@" "$own"
	"$bpfdiff" "$@" >/dev/null
	sed "s/^/${kind:---open}: /" "$dir/batch"
done
