#!/bin/bash
# memcheck.sh BUILD_DIR: the suite with every tool under Valgrind memcheck: an
# error or a leak gives status 99, which no test expects. runimg is first run
# with --check; then, without Valgrind, as it was meant.
top=$(cd "$(dirname "$0")/.." && pwd)
build=$(cd "$1" && pwd)
wrap=$build/dyn/wrap
log=$build/dyn/memcheck.log
mkdir -p "$wrap"
rm -f "$log" "$log".*
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
LP_INSTRUMENTED=1 LP_MEMCHECK=1 LP_SAMPLE=200 LP_BIN=$wrap \
    "$top/tests/bats.sh" "$build" "$top"/tests/{pipe,hostile,imgdump,foreign}.bats
status=$?
# Whatever a test made of it, a report is a failure.
if cat "$log".* 2>/dev/null | grep -q .; then
	echo "memcheck: errors or leaks:"
	cat "$log".* | head -n 60
	status=1
fi
echo "memcheck: $(ls "$log".* 2>/dev/null | wc -l) processes, status $status"
rm -f "$log".*
exit $status
