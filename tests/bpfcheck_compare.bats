#!/usr/bin/env bats
# bpfcheck: --compare with an earlier table, --sort, --filter.

load lib/common
load lib/bpf

head=file,program,section,type,verdict,insns_processed,states,time_us,reason
xdp='--raw --type xdp'

# sizes NAME=N...: raw programs of so many instructions, accepted
sizes() {
	local one
	for one; do
		python3 -c '
import sys
zero, last = bytes.fromhex("b700000000000000"), bytes.fromhex("9500000000000000")
name, n = sys.argv[1].split("=")
open(name, "wb").write(zero * (int(n) - 1) + last)' "$one"
	done
}

# table ROW...: old.csv
table() {
	printf '%s\n' "$head" "$@" >old.csv
}

# files: of $output, the file of each line that begins with a verdict
files() {
	sed -n 's/^\(accept\|reject\|undecided\|-\)\( -> [a-z-]*\)\? \([^:]*\): .*/\3/p' \
	    <<<"$output" | paste -sd' '
}

# refused CODE LINE WHY: old.csv, with one message that says so; nothing is
# printed of the program
refused() {
	check 2 $xdp --compare old.csv a
	message bpfcheck "$1"
	[[ $stderr == "bpfcheck: old.csv: $1: "*"@line $2: "*"$3"* ]] || {
		echo "not $*: $stderr"
		return 1
	}
	same '' "$output"
}

@test "compare: verdicts and numbers of before and now" {
	sizes a=10 b=20 c=5 fresh=3
	raw bad bf20000000000000 9500000000000000
	table 'was/a,raw,,xdp,accept,8,0,4.0,' 'b,raw,,xdp,accept,40,2,1.5,' \
	    'c,raw,,xdp,undecided,0,0,0.0,"needs, ""that"""' \
	    'bad,raw,,xdp,accept,2,1,7,' 'gone,raw,,xdp,reject,7,3,1.0,R2 !read_ok'
	check 1 $xdp --compare old.csv a b c bad fresh
	same 'accept -> accept a: raw: insns 8 -> 10 +2 (+25.00%), states 0 -> 0 +0 (+0.00%)
accept -> accept b: raw: insns 40 -> 20 -20 (-50.00%), states 2 -> 0 -2 (-100.00%)
undecided -> accept c: raw: insns 0 -> 5 +5 (+100.00%), states 0 -> 0 +0 (+0.00%)
accept -> reject bad: raw: insns 2 -> 1 -1 (-50.00%), states 1 -> 0 -1 (-100.00%): R2 !read_ok
- -> accept fresh: raw: insns - -> 3, states - -> 0
reject -> - gone: raw: insns 7 -> -, states 3 -> -' "$output"
	same '' "$stderr"
	check 1 -v -P 4 $xdp --compare old.csv a b c bad fresh
	[[ $output == *'accept -> reject bad: raw: '*', us 7.0 -> '* ]]
	check 1 --csv $xdp --compare old.csv a b c bad fresh
	printf '%s\n' "$output" >out.csv
	check 1 -j $xdp --compare old.csv a b c bad fresh
	printf '%s\n' "$output" >out.json
	python - <<'END'
import csv, json
rows = list(csv.DictReader(open('out.csv')))
objects = [json.loads(l) for l in open('out.json')]
assert len(rows) == len(objects) == 6
for r, o in zip(rows, objects):
    times = [k for k in r if k.startswith('time_us')]
    for k in r:
        # What is not there is empty in one and missing in the other.
        assert (r[k] == '') == (k not in o or o[k] == ''), (k, r, o)
        if k in o and k not in times:
            assert r[k] == str(o[k]) or float(r[k]) == o[k], (k, r, o)
b, bad, fresh, gone = rows[1], rows[3], rows[4], rows[5]
assert b['insns_processed_diff'] == '-20' and b['insns_processed_pct'] == '-50.00'
assert b['time_us_base'] == '1.5' and b['verdict_diff'] == 'match'
assert bad['verdict_base'] == 'accept' and bad['verdict_comp'] == 'reject'
assert bad['verdict_diff'] == 'mismatch' and bad['reason'] == 'R2 !read_ok'
assert fresh['verdict_base'] == fresh['verdict_diff'] == '' == fresh['states_diff']
assert gone['verdict_comp'] == '' and gone['states_base'] == '3'
END
}

@test "compare: what was printed is what is read" {
	local odd=$'q"u,o\n\r.raw'
	raw_programs
	object two.o <<'END'
SEC("xdp") int pass(void *c) { return XDP_PASS; }
SEC("nothing/known") int odd(void *c) { return 0; }
END
	check 3 --csv two.o
	printf '%s\n' "$output" >old.csv
	check 3 --compare old.csv two.o
	same 2 "$(wc -l <<<"$output")"
	[[ $output == 'accept -> accept two.o: pass: '*'undecided -> undecided two.o: odd: '* ]]
	cp bad.raw "$odd"
	check 1 --csv $xdp good.raw "$odd"
	printf '%s\n' "$output" >old.csv
	check 1 $xdp --compare old.csv good.raw "$odd"
	same 2 "$(grep -c '^\(accept -> accept\|reject -> reject\) ' <<<"$output")"
	# As other programs write it, and from a pipe.
	sed 's/$/\r/; s/accept/"accept"/' old.csv >crlf.csv
	limited 1 sh -c 'cat crlf.csv | "$@"' sh "$bin/bpfcheck" $xdp \
	    --compare - good.raw "$odd"
	same 2 "$(grep -c '^\(accept -> accept\|reject -> reject\) ' <<<"$output")"
	# Not quite the same name is another one.
	table 'good.ra,raw,,xdp,accept,2,0,1.0,' 'good.raw,ra,,xdp,accept,2,0,1.0,'
	check 0 $xdp --compare old.csv good.raw
	[[ $output == '- -> accept good.raw: '*'accept -> - '*'accept -> - '* ]]
}

@test "compare: names that repeat" {
	mkdir -p x y z
	sizes x/p=4 y/p=6 z/p=8
	# The path decides, then the order of paths if there are as many.
	table 'y/p,raw,,xdp,accept,1,0,1,' 'x/p,raw,,xdp,accept,2,0,1,'
	check 0 $xdp --compare old.csv x/p y/p
	[[ $output == *'x/p: raw: insns 2 -> 4'*'y/p: raw: insns 1 -> 6'* ]]
	table 'v/p,raw,,xdp,accept,1,0,1,' 'w/p,raw,,xdp,accept,2,0,1,' \
	    'y/p,raw,,xdp,accept,3,0,1,'
	check 0 $xdp --compare old.csv z/p x/p y/p
	[[ $output == *'z/p: raw: insns 2 -> 8'*'x/p: raw: insns 1 -> 4'*'y/p: raw: insns 3 -> 6'* ]]
	# One that nothing decides is none.
	check 0 $xdp --compare old.csv z/p y/p
	[[ $output == '- -> accept z/p: '*'y/p: raw: insns 3 -> 6'*'accept -> - v/p'*'accept -> - w/p'* ]]
	# Of one name alone the section may be another.
	table 'q/p,raw,sec,xdp,accept,1,0,1,'
	check 0 $xdp --compare old.csv z/p
	[[ $output == 'accept -> accept z/p: raw: insns 1 -> 8'* ]]
	table 'q/p,raw,sec,xdp,accept,1,0,1,' 'q/p,raw,,xdp,accept,2,0,1,'
	check 0 $xdp --compare old.csv z/p
	[[ $output == 'accept -> accept z/p: raw: insns 2 -> 8'*'accept -> - q/p'* ]]
	# The same file twice: the second is new.
	check 0 $xdp --compare old.csv z/p z/p
	[[ $output == *'- -> accept z/p: '* ]]
	table 'z/p,raw,,xdp,accept,1,0,1,'
	check 0 $xdp --compare old.csv z/p z/p
	[[ $output == 'accept -> accept z/p: '*$'\n- -> accept z/p: '* ]]
}

@test "compare: the status is that of the verdicts now" {
	raw_programs
	table 'good.raw,raw,,xdp,reject,2,0,1,' 'bad.raw,raw,,xdp,accept,2,0,1,'
	check 0 $xdp --compare old.csv good.raw
	check 1 $xdp --compare old.csv bad.raw
	check 1 $xdp --compare old.csv --filter insns_diff=77 bad.raw
	same '' "$output"
	check 2 $xdp --compare old.csv good.raw missing
	message bpfcheck OPEN
	[[ $output == 'reject -> accept good.raw: '*'accept -> - bad.raw: '* ]]
	check 2 $xdp --compare missing.csv good.raw
	message bpfcheck OPEN
	same '' "$output"
	check 2 $xdp --compare . good.raw
	message bpfcheck READ
	limited 2 sh -c 'exec "$@" >/dev/full' sh "$bin/bpfcheck" $xdp \
	    --compare old.csv good.raw
	message bpfcheck WRITE
}

@test "compare: --prog and filters of names are for both" {
	object two.o <<'END'
SEC("xdp") int pass(void *c) { return XDP_PASS; }
SEC("xdp") int drop(void *c) { return XDP_DROP; }
END
	table 'two.o,drop,xdp,xdp,accept,2,0,1,' 'two.o,pass,xdp,xdp,accept,2,0,1,' \
	    'old.o,drop,xdp,xdp,accept,2,0,1,' 'old.o,more,xdp,xdp,accept,2,0,1,'
	check 0 --prog drop --compare old.csv two.o
	same 'two.o old.o' "$(files)"
	check 0 --filter two.o/ --filter /more --compare old.csv two.o
	same 'two.o two.o old.o' "$(files)"
	check 0 --filter '!old.o' --compare old.csv two.o
	same 'two.o two.o' "$(files)"
}

@test "compare: tables that are none" {
	local row='a,raw,,xdp,accept,2,0,1.0,'
	sizes a=2
	: >old.csv
	refused CSV_HEADER 1 ''
	echo 'no table' >old.csv
	refused CSV_HEADER 1 ''
	printf '%s\n' "$head,more" "$row" >old.csv
	refused CSV_HEADER 1 ''
	printf '%s\n' "${head%,*}" "${row%,}" >old.csv
	refused CSV_HEADER 1 ''
	printf '%s\n' "${head/file,program/program,file}" "$row" >old.csv
	refused CSV_HEADER 1 ''
	printf '%s\n' "${head/file,/,}" "$row" >old.csv
	refused CSV_HEADER 1 ''
	printf '%s\n' "\"$head\"" "$row" >old.csv
	refused CSV_HEADER 1 ''
	printf '\357\273\277%s\n' "$head" "$row" >old.csv
	refused CSV_HEADER 1 ''
	printf '%s' "$head" >old.csv
	refused CSV_SYNTAX 1 'cut'
	printf '%s\n%s' "$head" "$row" >old.csv
	refused CSV_SYNTAX 2 'cut'
	printf '%s\n%s' "$head" "${row%,1*}" >old.csv
	refused CSV_SYNTAX 2 'cut'
	table "$row" '"b,raw,,xdp,accept,2,0,1.0,' "$row"
	refused CSV_SYNTAX 3 'a quote is not closed'
	table "$row" '"'
	refused CSV_SYNTAX 3 'a quote is not closed'
	table "$row" 'b,"raw"x,,xdp,accept,2,0,1.0,'
	refused CSV_SYNTAX 3 'behind a closing quote'
	table 'b,ra"w,,xdp,accept,2,0,1.0,'
	refused CSV_SYNTAX 2 'inside a field'
	table $'b,raw,\r,xdp,accept,2,0,1.0,'
	refused CSV_SYNTAX 2 'carriage return'
	printf '%s\n%s\r' "$head" "$row" >old.csv
	refused CSV_SYNTAX 2 'carriage return'
	printf '%s\nb,r\0w,,xdp,accept,2,0,1.0,\n' "$head" >old.csv
	refused CSV_SYNTAX 2 'NUL'
	printf '%s\n"b\0",raw,,xdp,accept,2,0,1.0,\n' "$head" >old.csv
	refused CSV_SYNTAX 2 'NUL'
	head -c 100000 /dev/zero >old.csv
	refused CSV_SYNTAX 1 'NUL'
	head -c 100000 /dev/urandom >old.csv
	check 2 $xdp --compare old.csv a
	[[ $stderr == 'bpfcheck: old.csv: CSV_'* ]]
	same '' "$output"
	cp a old.csv
	refused CSV_SYNTAX 1 'NUL'
	# Lines inside quotes count.
	table $'b,raw,,xdp,reject,2,0,1.0,"two\nlines"' 'c,raw'
	refused CSV_ROW 4 'fewer columns'
}

@test "compare: rows that are none" {
	local bad why
	sizes a=2
	while IFS='|' read -r bad why; do
		table 'b,raw,,xdp,accept,2,0,1.0,' "$bad"
		refused CSV_ROW 3 "$why"
	done <<'END'
|fewer columns
,,,,,,,,|no file
,raw,,xdp,accept,2,0,1.0,|no file
d/,raw,,xdp,accept,2,0,1.0,|no file
a,raw,,xdp,accept,2,0,1.0|fewer columns
a,raw,,xdp,accept,2,0,1.0,,|more columns
a,raw,,xdp,Accept,2,0,1.0,|the verdict
a,raw,,xdp,trouble,2,0,1.0,|the verdict
a,raw,,xdp,,2,0,1.0,|the verdict
a,raw,,xdp,accept,,0,1.0,|insns_processed
a,raw,,xdp,accept,-2,0,1.0,|insns_processed
a,raw,,xdp,accept,+2,0,1.0,|insns_processed
a,raw,,xdp,accept, 2,0,1.0,|insns_processed
a,raw,,xdp,accept,2.0,0,1.0,|insns_processed
a,raw,,xdp,accept,0x2,0,1.0,|insns_processed
a,raw,,xdp,accept,4294967296,0,1.0,|insns_processed
a,raw,,xdp,accept,99999999999999999999999999,0,1.0,|insns_processed
a,raw,,xdp,accept,2,4294967296,1.0,|states
a,raw,,xdp,accept,2,x,1.0,|states
a,raw,,xdp,accept,2,0,,|time_us
a,raw,,xdp,accept,2,0,1.,|time_us
a,raw,,xdp,accept,2,0,.5,|time_us
a,raw,,xdp,accept,2,0,-1.0,|time_us
a,raw,,xdp,accept,2,0,1e9,|time_us
a,raw,,xdp,accept,2,0,nan,|time_us
a,raw,,xdp,accept,2,0,inf,|time_us
a,raw,,xdp,accept,2,0,1.1.1,|time_us
a,raw,,xdp,accept,2,0,1.00000000,|time_us
a,raw,,xdp,accept,2,0,1000000000000000,|time_us
END
	# The largest are numbers.
	table 'a,raw,,xdp,accept,4294967295,4294967295,999999999999999.9,'
	check 0 -v $xdp --compare old.csv a
	[[ $output == *'insns 4294967295 -> 2 -4294967293 (-100.00%), states 4294967295 -> 0 '* ]]
	table 'b,raw,,xdp,accept,2,0,1.0,' 'a,raw,,xdp,accept,2,0,1.0,' \
	    'b,raw,other,xdp,accept,2,0,1.0,' 'b,raw,,tc,reject,3,0,1.0,no' \
	    'a,raw,,xdp,accept,2,0,1.0,'
	refused CSV_TWICE 5 ''
}

@test "compare: tables that are too large" {
	sizes a=2
	python3 - "$head" <<'END'
import sys
def long(name, n):
    with open(name, 'w') as f:
        f.write('%s\na,raw,,xdp,reject,2,0,1.0,%s\n' % (sys.argv[1], 'x' * n))
long('fits.csv', 65536)
long('long.csv', 65537)
END
	check 0 $xdp --compare fits.csv a
	cp long.csv old.csv
	refused CSV_SIZE 2 '64 KiB'
	{
		echo "$head"
		head -c $((1 << 28)) /dev/zero | tr '\0' '\n'
	} >old.csv
	refused CSV_SIZE 1 '256 MiB'
	rm old.csv
	check 2 $xdp --compare /dev/zero a
	message bpfcheck READ
	[ -z "${LP_INSTRUMENTED:-}" ] || skip 'the plain build'
	python3 -c '
import sys
print(sys.argv[1])
for i in range((1 << 21) + 1):
    print("%d,p,,x,accept,1,0,1," % i)' "$head" >old.csv
	refused CSV_SIZE 2097154 '2097152 rows'
	rm old.csv
}

# many EXPRESSION: old.csv has a million rows, of file, program and section
many() {
	python3 -c '
import sys
names = eval("lambda i: " + sys.argv[2])
with open("old.csv", "w") as f:
    f.write(sys.argv[1] + "\n")
    for i in range(10 ** 6):
        f.write("%s,%s,%s,xdp,accept,%d,0,1,\n" % (*names(i), i % 1000))' \
	    "$head" "$1"
}

@test "compare: a million rows take seconds, of whatever names" {
	[ -z "${LP_INSTRUMENTED:-}" ] || skip 'the plain build'
	local names start
	sizes p=2
	while read -r names; do
		many "$names"
		start=$SECONDS
		timeout 10 bash -c 'ulimit -v 3000000; exec "$@" >out' sh \
		    "$bin/bpfcheck" $xdp --compare old.csv --csv \
		    --sort 'insns_a,states_a^,file' p
		echo "$names: $((SECONDS - start)) s"
		[ "$(wc -l <out)" -ge 1000001 ]
		sed -n 2p out | grep -q ',999,'
	done <<'END'
('%d/p' % i, 'raw', '')
('p', 'raw', 's%d' % i)
('%d/p' % (i % 1000), 'raw%d' % (i // 1000), '')
('%s%d/p' % ('x' * 60, i), 'raw', 'y' * 60)
END
}

@test "sort: each key, both ways, and equal ones as they came" {
	sizes a=10 b=30 c=20 d=20
	raw bad bf20000000000000 9500000000000000
	sorted() {
		check 1 $xdp --sort "$1" b a d bad c
		same "$2" "$(files)" "$1"
		check 1 -P 3 $xdp --sort "$1" b a d bad c
		same "$2" "$(files)" "-P 3 $1"
	}
	sorted insns 'b d c a bad'
	sorted insnsv 'b d c a bad'
	sorted insns. 'b d c a bad'
	sorted insns_ 'b d c a bad'
	sorted total_insnsV 'b d c a bad'
	sorted insns! 'b d c a bad'
	sorted insns^ 'bad a d c b'
	sorted file 'a b bad c d'
	sorted filev 'd c bad b a'
	sorted prog 'b a d bad c'
	sorted verdict 'bad b a d c'
	sorted verdictv,file^ 'a b c d bad'
	sorted verdict,insns^,filev 'bad a d c b'
	sorted states 'b a d bad c'
	check 1 $xdp --sort verdict --sort filev b a d bad c
	same 'bad d c b a' "$(files)"
	# A rejected program's lines stay together, and heads stay first.
	check 1 $xdp --sort insns^ a bad
	[[ $output == $'reject bad: '*$'\n  found: nothing was written to it\naccept a: '* ]]
	check 1 --csv $xdp --sort file b bad a
	same "$head" "$(head -n 1 <<<"$output")"
	same 'a b bad' "$(tail -n +2 <<<"$output" | cut -d, -f1 | paste -sd' ')"
	check 1 -j $xdp --sort duration b bad a
	printf '%s\n' "$output" >out
	python - <<'END'
import json
times = [json.loads(l)['time_us'] for l in open('out')]
assert len(times) == 3 and times == sorted(times, reverse=True), times
END
}

@test "sort: by what a comparison finds" {
	sizes a=10 b=20 c=30 d=40
	table 'a,raw,,xdp,accept,40,0,1,' 'b,raw,,xdp,reject,10,0,1,' \
	    'c,raw,,xdp,accept,29,0,1,' 'old,raw,,xdp,accept,33,0,1,'
	sorted() {
		check 0 $xdp --compare old.csv --sort "$1" a b c d
		same "$2" "$(files)" "$1"
	}
	sorted states 'a b c d old'
	sorted insns 'd c b a old'
	sorted insns_b^ 'old a b c d'
	sorted insns_a 'a old c b d'
	sorted insns_diff 'b c a d old'
	sorted insns_diff^ 'd old a c b'
	sorted '|insns_diff|' 'a b c d old'
	sorted insns_pctv 'b c a d old'
	sorted 'verdict_diff,file' 'd old b a c'
}

@test "filter: by names, which are not looked at then" {
	object one.o <<'END'
SEC("xdp") int pass(void *c) { return XDP_PASS; }
SEC("xdp") int drop(void *c) { return XDP_DROP; }
SEC("xdp") int reads(void *c)
{
	int n;
	asm volatile("%0 = r7" : "=r"(n));
	return n;
}
END
	mkdir sub
	cp one.o sub/two.o
	echo 'no object' >none.o
	filtered() {
		local want=$1 status=$2
		shift 2
		check "$status" "$@" one.o sub/two.o
		same "$want" "$(sed -n 's/^[a-z]* \([^:]*\): \([^:]*\): xdp.*/\1:\2/p' \
		    <<<"$output" | paste -sd' ')" "$*"
	}
	filtered 'one.o:pass sub/two.o:pass' 0 --filter pass
	filtered 'one.o:pass one.o:drop one.o:reads' 1 --filter one.o
	filtered 'one.o:pass sub/two.o:pass' 0 --filter 'p?s*s'
	filtered 'sub/two.o:drop' 0 --filter 'two*/d*'
	filtered 'one.o:drop sub/two.o:drop' 0 --filter /drop
	filtered 'one.o:pass one.o:drop one.o:reads' 1 --filter one.o/
	filtered 'one.o:pass one.o:drop sub/two.o:pass sub/two.o:drop' 0 \
	    --filter '!reads'
	filtered 'sub/two.o:pass sub/two.o:drop' 0 --filter '!one*/' \
	    --filter '!/reads'
	filtered 'one.o:pass one.o:reads sub/two.o:pass sub/two.o:drop sub/two.o:reads' \
	    1 --filter '!one.o/drop'
	filtered 'one.o:pass sub/two.o:pass sub/two.o:drop' 0 --filter pass \
	    --filter two.o/drop --sort file
	filtered 'one.o:pass' 0 --filter pass --filter '!two.o'
	filtered 'one.o:pass sub/two.o:pass' 0 -P 4 --filter '*a*/*s' \
	    --filter '*/pass'
	# What is left out by name is not even opened, nor does it count.
	check 0 --filter one.o/ --filter '!reads' one.o none.o missing.o
	check 2 --filter pass one.o none.o
	message bpfcheck NOT_ELF
	# Nothing at all is no success.
	check 2 --filter 'sub/*' one.o
	message bpfcheck BPF_NONE
	check 2 --filter absent one.o sub/two.o
	message bpfcheck BPF_NONE
	same '' "$output"
	check 2 -q --filter '!*' one.o
	same '' "$stderr"
	# A star is tried again from where it was.
	cp one.o aaab.o
	check 0 --filter '*aab.o/p*ss' aaab.o
	check 2 --filter '*aab/' --filter 'aab*' --filter '?ab.o' aaab.o
	message bpfcheck BPF_NONE
	# Nor are many stars slow.
	check 2 --filter "$(printf 'a*%.0s' {1..2000})b" one.o
	message bpfcheck BPF_NONE
}

@test "filter: by numbers, which hides and counts all the same" {
	sizes a=10 b=30 c=20 d=20
	raw bad bf20000000000000 9500000000000000
	filtered() {
		local want=$1
		shift
		check 1 $xdp "$@" a b c d bad
		same "$want" "$(files)" "$*"
		check 1 -P 3 --sort file $xdp "$@" a b bad c d
		same "$(tr ' ' '\n' <<<"$want" | sort | paste -sd' ')" "$(files)"
	}
	filtered 'b c d' --filter 'insns>10'
	filtered 'a b c d' --filter 'insns>=10'
	filtered 'a bad' --filter 'insns<20'
	filtered 'a c d bad' --filter 'insns<=20'
	filtered 'c d' --filter 'insns=20'
	filtered 'c d' --filter 'total_insns==20'
	filtered 'a b bad' --filter 'insns!=20'
	filtered 'a b bad' --filter 'insns<>20'
	filtered 'a b bad' --filter '!insns=20'
	filtered 'bad' --filter verdict=reject
	filtered 'bad' --filter verdict==failure
	filtered 'a b c d' --filter verdict!=reject
	filtered 'a b c d' --filter verdict=success
	filtered '' --filter 'verdict=undecided'
	filtered 'a b' --filter 'insns=10' --filter 'insns=30'
	filtered 'b' --filter 'insns>10' --filter '!insns=20'
	filtered 'b d' --filter 'insns>10' --filter '!c'
	filtered 'a b c d bad' --filter 'states=0'
	filtered 'a b c d bad' --filter 'time>-1' --filter 'dur<1000000'
	# The head of a table is there without rows.
	check 1 $xdp --csv --filter 'insns>1000' bad
	same "$head" "$output"
	check 0 $xdp --emit -o new --filter 'insns>1000' a
	cmp a new
}

@test "filter: by what a comparison finds" {
	sizes a=10 b=20 c=30 d=40
	table 'a,raw,,xdp,accept,40,0,1,' 'b,raw,,xdp,reject,10,0,1,' \
	    'c,raw,,xdp,accept,29,0,1,' 'old,raw,,xdp,accept,33,0,1,'
	filtered() {
		check 0 $xdp --compare old.csv --filter "$1" a b c d
		same "$2" "$(files)" "$1"
	}
	filtered verdict_diff=mismatch b
	filtered verdict_diff=match 'a c'
	filtered '!verdict_diff=match' 'b d old'
	filtered verdict_a=reject b
	filtered 'insns>0' 'a b c d'
	filtered 'insns_a>30' 'a old'
	filtered 'insns_diff<0' a
	filtered '|insns_diff|>=10' 'a b'
	filtered 'insns_pct=100' b
	filtered 'insns_pct<-70' a
	filtered 'insns_diff<>0' 'a b c'
}

@test "compare, sort, filter: command lines that are wrong" {
	local args
	sizes a=2
	table 'a,raw,,xdp,accept,2,0,1,'
	while read -r args; do
		check 2 $xdp $args
		usage_message bpfcheck
		same '' "$output"
	done <<'END'
--sort
--sort , a
--sort insns, a
--sort ,insns a
--sort insns,,file a
--sort instructions a
--sort ^ a
--sort insns^^ a
--sort INSNS a
--sort insns+ a
--sort insns_diff a
--sort insns_a a
--sort |insns_diff| a
--sort file_a --compare old.csv a
--sort verdict_pct --compare old.csv a
--sort |file| a
--sort |verdict| a
--sort ||insns|| a
--sort | a
--sort file,file,file,file,file,file,file,file,file,file,file,file,file,file,file,file,file a
--filter
--filter ! a
--filter / a
--filter !/ a
--filter @filters a
--filter x/y/z a
--filter instructions>5 a
--filter file=a a
--filter prog!=raw a
--filter >5 a
--filter = a
--filter insns> a
--filter insns>x a
--filter insns>1k a
--filter insns>1.5 a
--filter insns=>5 a
--filter insns>1000000000000000 a
--filter insns>-- a
--filter insns_diff>5 a
--filter verdict_a=accept a
--filter verdict=0 a
--filter verdict=match a
--filter verdict>accept a
--filter verdict_diff=accept --compare old.csv a
--filter verdict_pct=match --compare old.csv a
--compare
--compare old.csv
--compare old.csv --compare old.csv a
--compare - -
--compare - a - a
-q --compare old.csv a
-q --sort insns a
-q --filter insns>1 a
-l 1 --compare old.csv a
-l 2 --sort insns a
-l 1 --filter insns>1 a
--emit -o new --filter raw a
--emit -o new --filter !raw a
END
	[ ! -e new ]
	check 2 $xdp --filter '' a
	usage_message bpfcheck
	# These are not.
	check 0 -q $xdp --filter raw a
	check 0 -l 1 $xdp --filter raw a
	[[ $output == *'processed 2 insns '* ]]
	check 0 $xdp --compare old.csv --emit -o new a
	cmp a new
}

@test "compare: a worker that dies leaves whole rows" {
	local tool victim
	sizes a=2 b=3
	[ -z "${LP_INSTRUMENTED:-}" ] || skip 'the plain build'
	mkfifo pipe
	# So that it is opened, and nothing comes.
	exec 9<>pipe
	"$bin/bpfcheck" -P 2 $xdp --sort insns a pipe b >out 2>err 9<&- &
	tool=$!
	reads_pipe() {
		local p
		for p in $(pgrep -P $tool); do
			! readlink /proc/$p/fd/* | grep -q '/pipe$' || victim=$p
		done
		[ -n "${victim:-}" ]
	}
	until_true reads_pipe
	kill -9 $victim
	wait $tool || same 2 $?
	exec 9>&-
	grep -q '^bpfcheck: pipe: BPF_LOADER: ' err
	same 2 "$(wc -l <out)"
	same 'b a' "$(sed 's/^accept \([^:]*\): .*/\1/' out | paste -sd' ')"
}

@test "compare: rows that are cut between processes are left out" {
	local source=${LP_SOURCE:-$top}
	need gcc
	cat >cut.c <<'END'
#include <stdlib.h>
#include <string.h>
#include "row.h"

int
main(void)
{
	struct row r = {.file = "f", .program = "name", .section = "s",
	    .reason = "", .text = "text\n", .verdict = VF_REJECT, .insns = 7};
	char *bytes;
	size_t len;
	FILE *out = open_memstream(&bytes, &len);

	row_send(out, &r);
	row_send(out, &r);
	fclose(out);
	for (size_t n = 0; n <= len; n++) {
		struct rows to = {0};
		uint8_t *some = malloc(n + 1);

		memcpy(some, bytes, n);
		some = realloc(some, n > 0 ? n : 1);
		if (!rows_take(&to, some, n) || to.n != n / (len / 2))
			return 1;
		for (uint32_t i = 0; i < to.n; i++)
			if (strcmp(to.all[i].program, "name") != 0 ||
			    strcmp(to.all[i].text, "text\n") != 0 ||
			    to.all[i].insns != 7)
				return 1;
		rows_free(&to);
		free(some);
	}
	free(bytes);
	return 0;
}
END
	gcc -std=gnu11 -g -fsanitize=address,undefined \
	    -fno-sanitize-recover=all -I"$source/bpfcheck" -o cut cut.c \
	    "$source/bpfcheck/row.c"
	limited 0 ./cut
}
