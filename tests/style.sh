#!/bin/bash
# style.sh: what can be said of the sources without running them.
cd "$(dirname "$0")/.." || exit 1
failed=0
say() { echo "style: $*"; failed=1; }

# Logic: no stdio, no exit, no allocation, no system calls. These files may:
# mains, and the layer that reads and writes.
io='common/(fdio|reader|writer|source|filter|message|options|output|callname)\.c
elfparse/(elffile|headers|sections|relocs|symbols|sites|spool|emit)\.c
runimg/(compose|process|procmem|imagefile|guard|launch|start|watch|supervise|relay|tracee|report|recorder|symtab)\.c
allowplan/(write|warn|policy|print)\.c
syslift/(hold|pour|say|stage)\.c
ptmap/(space|commands|letters|draw[a-z]*|tablestage)\.c
imgdump/.*\.c
bpfcheck/kmod/(device|run|account|poison|scratch)\.c
bpfcheck/(cause|page|pagefile|session|tell|jobs|verdict|print|emit|row|key|order|pick|csv|baseline|compare|difference|report|decide|pack|module|load|kernel|symbols|target|slurp|capture|gather|answer|special|signature|contexttype|mend|elfobj|elfmaps|elflines|elfview|btfview|wire|wireget|object|progtype)\.c
.*/main\.c'
pattern=$(echo "$io" | paste -sd'|')
if [ "$1" = --logic ]; then
	# But what decodes programs, which nothing relies on, and what GAPS.md says
	# of page tables.
	git ls-files '*.c' | grep -vE '^(tests|syslift|ptmap|bpfcheck)/' |
	    grep -vxE "$pattern|common/paging.c|runimg/pages.c"
	exit 0
fi
words='abort|assert|exit|_exit|printf|fprintf|puts|fputs|fopen|perror|err|warn'
words="$words|snprintf|sprintf|malloc|calloc|realloc|free|alloca"
words="$words|mem(cpy|set|move|cmp|chr)|str(n?len|n?cpy|n?cat|n?cmp|r?chr|dup|str|error)|read|pread|write|pwrite"
words="$words|open|close|mmap|munmap|syscall|exec[a-z]+|elf_[a-z_]+|elf64_[a-z_]+"
# The text without comments and strings, lines kept.
code() {
	perl -0pe 's{/\*.*?\*/}{ (my $c = $&) =~ tr/\n//cd; $c }gse; s{"[^"\n]*"}{}g' "$1"
}
logic=0
for f in $(git ls-files '*.c' | grep -v '^tests/' | grep -vE "^($pattern)$"); do
	logic=$((logic + 1))
	hits=$(code "$f" |
	    grep -nE "(^|[^_[:alnum:]])($words)[[:space:]]*\(|<(stdio|stdlib|string|unistd|assert|errno|fcntl|libelf|sys/[a-z]+)\.h>")
	[ -z "$hits" ] || say "$f: a word that logic may not use: $hits"
done
echo "style: $logic logic files without I/O, exit, assertion or allocation"

# abort and assert nowhere: untrusted input must not reach one.
for f in $(git ls-files '*.c' '*.h' | grep -v '^tests/'); do
	hits=$(code "$f" | grep -nE '(^|[^_[:alnum:]])(abort|assert)[[:space:]]*\(')
	[ -z "$hits" ] || say "$f: $hits"
	lines=$(wc -l <"$f")
	[ "$lines" -le 420 ] || say "$f: $lines lines"
done

for f in $(git ls-files '*.c' '*.h' | grep -v '^tests/'); do
	clang-format --dry-run -Werror "$f" 2>/dev/null || say "$f: layout"
done

for f in man/*; do
	hits=$(mandoc -T lint "$f" 2>/dev/null | grep -v 'referenced manual not found')
	[ -z "$hits" ] || say "$hits"
done
# Every code has its place in a manual page.
for code in $(sed -n 's/^ *\(REFUSED\|TROUBLE\)(\([A-Z_]*\),.*/\2/p' common/fault.c); do
	grep -qw "$code" man/* || say "$code is in no manual page"
done

# A test goes on after a failing "! command", unless it is the last.
hits=$(git grep -nE '^[[:space:]]*! ' -- 'tests/*.bats' 'tests/lib/*.bash' |
    grep -vE '\|\||! "\$@"$|Landlock: ')
[ -z "$hits" ] || say "not instead of !: $hits"
exit $failed
