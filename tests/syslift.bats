#!/usr/bin/env bats
# syslift.h: what compilers record of each call.

bats_require_minimum_version 1.5.0
load lib/syslift

@test "each constant expression is recorded, nothing else, by every compiler" {
	literal_source
	compilers >list
	while read -r cc; do
		for o in "-O0" "-Og" "-O1" "-O2" "-O3" "-Os" "-O2 -fPIC" \
		    "-O0 -g -DSYSLIFT_LITERAL" "-O2 -g -DSYSLIFT_LITERAL"; do
			echo "$cc $o"
			build out "$cc" $o -fno-inline literal.c
			entries out >got
			sort got | diff literal.want -
		done
	done <list
}

@test "the same for C++" {
	literal_source
	cp literal.c literal.cc
	compilers >list
	while read -r cc; do
		echo 'int main() { return 0; }' >try.cc
		${cc} -c try.cc -o try.o 2>/dev/null || {
			echo "# skipped: $cc knows no C++" >&3
			continue
		}
		for o in "-O0 -std=c++11" "-O1 -std=c++14" "-O2 -std=c++17" \
		    "-O3 -std=c++20" "-Os" "-Og"; do
			echo "$cc $o"
			build out "$cc" $o -fno-exceptions -fno-inline \
			    literal.cc
			entries out >got
			sort got | diff literal.want -
		done
	done <list
}

@test "no warning in C99, C11, C++11 and C++20" {
	literal_source
	W="-Wall -Wextra -Wshadow -Wconversion -Wsign-conversion -Wpedantic"
	W="$W -Wundef -Wcast-qual -Wno-unused-function -Werror"
	compilers >list
	while read -r cc; do
		for o in -O0 -O2; do
			$cc -std=c99 $o $W $I -c literal.c -o out.o
			$cc -std=c11 $o $W $I -c literal.c -o out.o
		done
	done <list
	for cc in g++ clang++; do
		command -v $cc >/dev/null || continue
		for o in -O0 -O2; do
			$cc -x c++ -std=c++11 $o $W $I -c literal.c -o out.o
			$cc -x c++ -std=c++20 $o $W $I -c literal.c -o out.o
		done
	done
}

@test "what inlining makes constant is recorded, with the optimizer" {
	cat >inline.c <<'END'
#include "syslift.h"
static inline __attribute__((always_inline)) long
call(long nr, long a, const void *p)
{
	return syslift_call2(nr, a, p);
}
void
_start(void)
{
	call(64, 2, "a");
	call(65, 3, (void *)0);
	for (;;)
		;
}
END
	compilers >list
	while read -r cc; do
		for o in -O1 -O2 -O3 -Os; do
			echo "$cc $o"
			build out "$cc" $o inline.c
			[ "$(entries out | sort)" = "64 2 - - - - -
65 3 0 - - - -" ]
			case $cc in clang*) ;; *) continue ;; esac
			build out "$cc" $o -DSYSLIFT_LITERAL inline.c
			[ "$(entries out)" = "- - - - - - -
- - - - - - -" ]
		done
	done <list
}

# gcc decides what is constant before it unrolls most loops.
@test "each copy of an unrolled loop has an entry, with clang its constants" {
	cat >loop.c <<'END'
#include "syslift.h"
void
_start(void)
{
	for (int i = 0; i < 4; i++)
		syslift_call1(64, i);
	for (;;)
		;
}
END
	compilers >list
	while read -r cc; do
		echo "$cc"
		build out "$cc" -O3 loop.c
		entries out | sort >got
		case $cc in
		clang*) printf '64 %d - - - - -\n' 0 1 2 3 | diff - got ;;
		*) [ "$(grep -cE '^64 (-|[0-3]) - - - - -$' got)" -eq 4 ] ;;
		esac
		build out "$cc" -O0 loop.c
		[ "$(entries out)" = "64 - - - - - -" ]
	done <list
}
