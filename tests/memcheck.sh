#!/bin/bash
# memcheck.sh BUILD_DIR: every sample, and a sample of the hostile files and
# streams, with every tool under Valgrind memcheck: an error or a leak gives
# status 99, which no test expects. runimg runs with --check or -o; otherwise
# it is run so first, and then, without Valgrind, as it was meant.
top=$(cd "$(dirname "$0")/.." && pwd)
build=$(cd "$1" && pwd)
wrap=$build/dyn/wrap
log=$build/dyn/memcheck.log
mkdir -p "$wrap"
find "$build/dyn" -name "memcheck.log.*" -delete
for t in elfparse syscallreject allowplan patchapply imgdump; do
	cat >"$wrap/$t" <<-EOF
	#!/bin/bash
	exec valgrind -q --error-exitcode=99 --leak-check=full --trace-children=no \
	    --errors-for-leak-kinds=definite,indirect,possible --log-file=$log.%p \
	    $build/dyn/bin/$t "\$@"
	EOF
	chmod +x "$wrap/$t"
done
cat >"$wrap/runimg" <<EOF
#!/bin/bash
# The stream is read twice: once under Valgrind, once to run.
real=$build/dyn/bin/runimg
vg=(valgrind -q --error-exitcode=99 --leak-check=full --trace-children=no
    --errors-for-leak-kinds=definite,indirect,possible --log-file=$log.%p)
for a in "\$@"; do
	case \$a in
	--check|-o|-o*|-h|-V|--help|--version|--output*) exec "\${vg[@]}" "\$real" "\$@" ;;
	--) break ;;
	esac
done
case " \$* " in
*' -s '*|*' --stream'*) exec "\$real" "\$@" ;;
esac
copy=\$(mktemp)
trap 'rm -f "\$copy"' EXIT
cat >"\$copy"
"\${vg[@]}" "\$real" -q --check <"\$copy" 2>/dev/null
[ \$? -ne 99 ] || exit 99
exec 9<"\$copy"
rm -f "\$copy"
trap - EXIT
exec "\$real" "\$@" <&9 9<&-
EOF
chmod +x "$wrap/runimg"
export LP_BIN=$wrap LP_SAMPLE=${LP_SAMPLE:-400}
status=0
part() { # NAME COMMAND...: reports what fails
	local name=$1 out
	shift
	if ! out=$("$@" 2>&1); then
		echo "memcheck: $name failed"
		echo "$out" | tail -n 20
		status=1
	fi
}

# Every sample through every tool, and each way the tools end.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for s in "$build"/samples/*/*; do
	case $s in
	*.c) continue ;;
	esac
	name=$(basename "$(dirname "$s")")-$(basename "$s")
	"$wrap/elfparse" -q "$s" | "$wrap/syscallreject" -q |
	    "$wrap/allowplan" -q --all | "$wrap/patchapply" -q >"$work/img"
	for code in "${PIPESTATUS[@]}"; do
		[ "$code" -ne 99 ] || { echo "memcheck: $name"; status=1; }
	done
	for how in --check "-o $work/elf"; do
		# shellcheck disable=SC2086
		"$wrap/runimg" -q $how <"$work/img" >/dev/null
		[ $? -ne 99 ] || { echo "memcheck: runimg $name"; status=1; }
	done
	for how in -q -j '-x SITE'; do
		# shellcheck disable=SC2086
		"$wrap/imgdump" $how "$work/img" >/dev/null 2>&1
		[ $? -ne 99 ] || { echo "memcheck: imgdump $name"; status=1; }
	done
done
echo "memcheck: samples done"
part "hostile files" python3 "$top/tests/lib/hostile_elf.py"
# Hours, and so not in make check.
for t in ${LP_LONG:+syscallreject allowplan patchapply runimg imgdump}; do
	part "streams into $t" python3 "$top/tests/lib/mutants.py" --tool $t
done
# Whatever a test made of it, a report is a failure.
if cat "$log".* 2>/dev/null | grep -aq '^==[0-9]*== '; then
	echo "memcheck: errors or leaks:"
	cat "$log".* | grep -a '^==[0-9]*== ' | head -n 60
	status=1
fi
echo "memcheck: $(find "$build/dyn" -name 'memcheck.log.*' | wc -l) processes, status $status"
find "$build/dyn" -name 'memcheck.log.*' -delete
exit $status
