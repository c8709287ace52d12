# The proofs' own tools: what would make them say less is found.
# shellcheck shell=bash

setup() {
	[ -z "${LP_INSTRUMENTED:-}" ] || skip 'it starts none of the tools'
	top=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
	tree=$BATS_TEST_TMPDIR/tree
	mkdir -p "$tree/tests"
	cp -r "$top"/{common,elfparse,syscallreject,allowplan,patchapply,runimg} \
	    "$top"/{imgdump,syslift,ptmap,bpfcheck} "$tree"
	cp -r "$top/tests/verify" "$tree/tests"
	export PYTHONDONTWRITEBYTECODE=1
}

# replace FILE TEXT NEW: TEXT stands in FILE; its first place becomes NEW
replace() {
	python3 - "$tree/$1" "$2" "$3" <<-'END'
		import sys
		path, old, new = sys.argv[1:]
		text = open(path).read()
		assert old in text, old
		open(path, 'w').write(text.replace(old, new, 1))
	END
}

axioms() {
	run python3 "$tree/tests/verify/axioms.py"
	echo "$output"
}

# refused WORDS: axioms.py fails and says so
refused() {
	axioms
	[ "$status" -eq 1 ]
	[[ "$output" == *"$1"* ]]
}

@test "every logic file is proved, and what is proved is there" {
	cd "$BATS_TEST_TMPDIR"
	(cd "$top" && sh tests/style.sh --logic | sort) >logic
	[ -s logic ]
	PYTHONPATH=$top/tests/verify python3 >proved <<-'END'
		from units import UNITS
		print('\n'.join(sorted({f for u in UNITS for f in u['files']})))
	END
	# Of page tables and of bpfcheck part is proved: GAPS.md says which.
	grep -vE '^(ptmap|bpfcheck)/' proved | diff logic -
}

@test "axioms: the tree as it is has none but the reviewed ones" {
	axioms
	[ "$status" -eq 0 ]
	[[ "$output" =~ ^axioms:\ ([0-9]+)\ axioms\ \(([0-9]+)\ reviewed\) ]]
	[ "${BASH_REMATCH[1]}" = "${BASH_REMATCH[2]}" ]
	[ "${#lines[@]}" -eq 1 ]
}

@test "axioms: counts are those of a plain search" {
	axioms
	cd "$tree" || return 1
	loops=$(grep -rhoE 'loop variant' $(python3 -c '
import sys
sys.path.insert(0, "tests/verify")
from units import UNITS
print("\n".join(sorted({f for u in UNITS for f in u["files"]})))') | wc -l)
	loops=$((loops + $(grep -rhoE 'loop variant' --include='*.h' . | wc -l)))
	[[ "$output" == *" $loops loops with variants"* ]]
	lemmas=$(grep -rhE '(^|[ @])lemma [a-z_0-9]+[:{]' --include='*.[ch]' . | wc -l)
	[[ "$output" == *" $lemmas lemmas"* ]]
}

@test "axioms: an axiom that nobody reviewed" {
	replace common/image.h 'predicate in_set(' \
	    'axiomatic Small { axiom small_sets: \forall struct number_set *s;
	       members(s, 8) == 0; }
	     predicate in_set('
	refused 'small_sets (axiom) is not reviewed'
	[[ "$output" == *'Small (axiomatic) is not reviewed'* ]]
}

@test "axioms: a logic function without a definition, and a circular one" {
	replace common/image.h 'predicate in_set(' \
	    'logic integer free_one(struct number_set *s);
	     logic integer back(integer n) = back(n) + 1;
	     logic integer down(integer n) = n <= 0 ? 0 : down(n - 1);
	     logic integer stays(integer n) = n <= 0 ? 0 : stays(n);
	     logic integer odd_one(integer n) = even_one(n - 1) + 1;
	     logic integer even_one(integer n) = odd_one(n - 1);
	     predicate in_set('
	refused 'free_one (not defined) is not reviewed'
	[[ "$output" == *'back (recursive) is not reviewed'* ]]
	[[ "$output" == *'stays (recursive) is not reviewed'* ]]
	[[ "$output" != *'down (recursive)'* ]]
	[[ "$output" == *'odd_one (recursive) is not reviewed'* ]]
	[[ "$output" == *'even_one (recursive) is not reviewed'* ]]
}

@test "axioms: the list names one that is not there, and one without a reason" {
	echo 'gone common/spec.h it was there once' >>"$tree/tests/verify/axioms.txt"
	echo 'byte_at common/spec.h' >>"$tree/tests/verify/axioms.txt"
	refused 'there is no gone in common/spec.h'
	[[ "$output" == *'byte_at has no reason'* ]]
}

@test "axioms: what is admitted" {
	replace common/image.c 'k = 0; k < ARCH_NUMBERS; k++) {' \
	    'k = 0; k < ARCH_NUMBERS; k++) {
		//@ admit n < 8;'
	refused 'common/image.c:'
	[[ "$output" == *'admit takes for true'* ]]
	replace common/image.h '/*@ requires \valid_read(s);' \
	    '/*@ admit requires \valid_read(s);'
	refused 'common/image.h:'
}

@test "axioms: a lemma that no unit proves" {
	replace runimg/compose.h '#endif' '/*@ lemma never: \false; */
#endif'
	refused 'lemma never is in no file that is proved'
}

@test "axioms: two lemmas of one name, and another goal that has it" {
	replace common/image.h 'predicate in_set(' \
	    'lemma swept_start: \forall integer n; n == n;
	     predicate in_set('
	refused 'lemma swept_start: there are two'
	replace common/image.c '/*@ assert' '/*@ assert exec_above: \true; */
	     /*@ assert'
	refused 'exec_above is the name of a lemma'
}

@test "axioms: a loop without variant, without frame, without annotation" {
	replace common/slot.c 'loop variant img->nsites - k;' ''
	refused "'while' in slot_from has no loop variant"
	replace common/slot.c 'loop assigns k;' ''
	refused "'while' in slot_from has no loop assigns"
	replace common/scan.c 's->next = vaddr;' \
	    'do s->next = vaddr; while (s->next != vaddr);'
	refused "'do' in scan_at has no loop variant"
	[ "$(grep -c "in scan_at" <<<"$output")" -eq 2 ]
}

@test "axioms: a loop in ghost code" {
	replace elfparse/sitesort.c 'loop variant n - k;' ''
	refused "'for' in first_is_greatest has no loop variant"
}

@test "axioms: a function without assigns, or without a contract" {
	replace common/slot.c 'assigns *p;' ''
	refused 'the contract of part_of has no assigns'
	replace common/slot_calls.c 'bool
slot_calls(' 'static int
plain(int a)
{
	return a + 1;
}

bool
slot_calls('
	refused 'plain has no contract'
	replace common/slot_calls.c 'return a + 1;' 'return abs(a);'
	refused 'plain calls abs, which has no contract'
}

@test "axioms: a contract that nobody proves" {
	replace runimg/phtable.c '#include "le.h"' '#include "le.h"
/*@ requires \true; assigns \nothing; ensures \false; */
void codec_put_phdr(uint8_t *b, size_t at, const struct phdr *p);'
	refused 'phtable.c:6: a contract of codec_put_phdr that nobody proves'
	replace tests/verify/units.py "    unit('common/codec_put.c', needs=('memory',))," ''
	refused 'phtable_put calls codec_put_phdr, which is not proved'
}

@test "axioms: -l names every axiom and lemma" {
	run python3 "$tree/tests/verify/axioms.py" -l
	[ "$status" -eq 0 ]
	grep -qx 'not defined byte_at common/spec.h' <<<"$output"
	grep -qx 'lemma patched_output common/chain.h' <<<"$output"
	[ "$(grep -c '^lemma ' <<<"$output")" -eq \
	    "$(grep -ohE '\blemma \w+ *[:{]' "$tree"/*/*.[ch] | wc -l)" ]
}

@test "axioms: a function that calls itself" {
	replace common/image.c 'return ARCH_NUMBERS;' 'return set_least(s);'
	refused 'set_least calls itself'
}

@test "axioms: annotations that are switched off" {
	replace common/slot.c '/* The slot of s ends' '#ifdef DEEP
/*@ predicate deep(integer n) = n > 0; */
#endif
/* The slot of s ends'
	refused 'an annotation under #if'
	replace common/slot.c '#ifdef DEEP' '#ifndef __FRAMAC__'
	refused 'Frama-C sees other text'
	replace common/image.c '/*@ requires k < 8;' '/* @ requires k < 8;'
	refused 'an annotation that is not read'
}

@test "axioms: a unit of which only a part is proved" {
	replace tests/verify/units.py "unit('allowplan/plan.c')" \
	    "unit('allowplan/plan.c', options=['-wp-skip-fct', 'put'])"
	refused 'proves a part of allowplan/plan.c'
}

@test "verify: names the goal that a defect breaks, called from anywhere" {
	command -v frama-c >/dev/null || skip 'no frama-c'
	replace common/fault.c 'f.item = item;' 'f.item = at;'
	export XDG_CACHE_HOME=$BATS_TEST_TMPDIR/cache
	# The good one is in $top: it must not be what is proved.
	cd "$top" || return 1
	PWD=$top run python3 "$tree/tests/verify/verify.py" common/fault.c
	echo "$output"
	[ "$status" -ne 0 ]
	[[ "$output" == *typed_fault_full_ensures* ]]
	[[ "$output" != *typed_fault_in_* ]]
	cd / || return 1
	PWD=/ run python3 "$top/tests/verify/verify.py" common/fault.c
	echo "$output"
	[ "$status" -eq 0 ]
	[[ "$output" == *proved\ *\ of\ * ]]
}

# defects TEXT: what defects.py says instead
defects() {
	cp "$top/GAPS.md" "$tree"
	echo "$1" >"$tree/tests/verify/defects.py"
	run python3 "$tree/tests/verify/mutants.py"
	echo "$output"
}

@test "verify-mutants: a table that does not fit the sources" {
	defects "
DEFECTS = [
    ('common/fault.c', 'fault_none', 'return fault_full(', ''),
    ('common/fault.c', 'fault_of', 'f.item = item;', ''),
    ('common/fault.c', 'fault_gone', 'f.item = item;', ''),
    ('common/reader.c', 'reader_next', 'r->have > rec->size', '0')]
SURVIVORS = [('common/fault.c', 'fault_what', '.what;', '.why;', 'reason')]"
	[ "$status" -eq 1 ]
	[[ "$output" == *'"return fault_full(" is there 4 times'* ]]
	[[ "$output" == *'fault_of: "f.item = item;" is in fault_full'* ]]
	[[ "$output" == *'fault_gone: "f.item = item;": there is no such'* ]]
	[[ "$output" == *'"r->have > rec->size" is in no unit'* ]]
	[[ "$output" == *'".what;" survives, and is not in GAPS.md'* ]]
}

@test "verify-mutants: a kill, an error and survivors are told apart" {
	command -v frama-c >/dev/null || skip 'no frama-c'
	defects "
DEFECTS = [
    ('common/fault.c', 'fault_full', 'f.item = item;', '')]
SURVIVORS = [
    ('common/fault.c', 'fault_status', 'row_of(code)].status', '0].status',
     'expected')]"
	[ "$status" -eq 0 ]
	[[ "$output" == *'typed_fault_full_ensures'* ]]
	[[ "$output" == *'survives: expected'* ]]
	[[ "$output" == *'killed 1 of 1; 1 are known to survive'* ]]
	defects "
DEFECTS = [
    ('common/fault.c', 'fault_full', 'f.item = item;', 'f.item = other;'),
    ('common/fault.c', 'fault_full', 'f.kind = kind;',
     'f.kind = kind; f.kind = kind;')]
SURVIVORS = [
    ('common/fault.c', 'fault_status', 'row_of(code)].status',
     'code].status', 'expected')]"
	[ "$status" -eq 1 ]
	[[ "$output" == *'does not compile'*'error'*SURVIVES* ]]
	[[ "$output" == *'(listed as a survivor)'* ]]
	[[ "$output" == *'killed 0 of 2'* ]]
}

@test "verify-smoke: a contract that nothing can keep" {
	command -v frama-c >/dev/null || skip 'no frama-c'
	export XDG_CACHE_HOME=$BATS_TEST_TMPDIR/cache
	smoke=$tree/tests/verify
	echo '# none' >"$smoke/unreachable.txt"
	run python3 "$smoke/smoke.py" fault_in
	echo "$output"
	[ "$status" -eq 0 ]
	replace common/fault.h '/*@ assigns \nothing;
    ensures fault_is(\result, code, AT_NOTHING, 0, kind, item);' \
	    '/*@ requires item < 2 && item > 3;
    assigns \nothing;
    ensures fault_is(\result, code, AT_NOTHING, 0, kind, item);'
	run python3 "$smoke/smoke.py" fault_in
	echo "$output"
	[ "$status" -eq 1 ]
	[[ "$output" == *'fault_in: default_requires:'*'NOT EXPECTED'* ]]
}

@test "verify: a lemma without a goal is not proved" {
	cd "$top"
	run env PYTHONPATH=tests/verify python3 - <<-'END'
		import verify
		from units import PRUNED, unit
		verify.configure(verify.WHY3)
		for names in ['bit_none'], ['bit_none', 'not_there']:
		    found = verify.prove(verify.TOP, dict(
		        unit('runimg/align.c', options=PRUNED),
		        lemmas=names))
		    print(found[0] == found[1] > 1)
	END
	[ "$status" -eq 0 ]
	[ "$output" = $'True\nFalse' ]
}

@test "verify: a unit is given of what WP knows what it needs, and no more" {
	cd "$top"
	run env PYTHONPATH=tests/verify python3 - <<-'END'
		import verify
		from units import unit
		verify.configure(verify.WHY3)
		for needs in ['bits'], [], ['bytes']:
		    found = verify.prove(
		        verify.TOP, unit('common/image.c', needs=needs))
		    print(found[0] == found[1] > 1)
	END
	[ "$status" -eq 1 ]
	[ "${lines[0]}" = True ]
	[ "${lines[1]}" = False ]
	[[ "${lines[2]}" == *"no such part of what WP knows: ['bytes']" ]]
}

@test "verify: CVC4 is called as the unit says" {
	cd "$top"
	run env PYTHONPATH=tests/verify python3 - <<-'END'
		import re
		import verify
		from units import unit
		verify.configure(verify.WHY3)
		for how in {}, {'mode': 'equations'}, {'mode': 'match'}:
		    where = verify.environment(verify.TOP, unit(
		        'common/image.c', **how), verify.WHY3)['WHY3CONFIG']
		    with open(where) as f:
		        print(sorted(set(re.findall(r'"(cvc4.*?) *--stats', f.read()))))
	END
	[ "$status" -eq 0 ]
	[ "${lines[0]}" = "['cvc4 --no-dio-solver']" ]
	[ "${lines[1]}" = "['cvc4']" ]
	[ "${lines[2]}" = "['cvc4 --no-dio-solver --no-quant-cf']" ]
}
