#!/usr/bin/env bats
# A stage in Perl, written from image-stream(5) alone, at every place of the
# chain: lib/stage.pl copies the stream and adds a record that nobody knows and
# a statement.

load lib/common

setup() {
	need_tools elfparse syscallreject allowplan patchapply imgdump
	need perl python3
	cd "$BATS_TEST_TMPDIR"
}

foreign() {
	timeout "$limit" perl "$BATS_TEST_DIRNAME/lib/stage.pl" "$@"
}

# with PLACES SAMPLE LIST: the chain with the foreign stage after the stages
# whose numbers, 1 to 4, are in PLACES; the status of each in $statuses
with() {
	local file
	file=$(sample "$2")
	"$bin/elfparse" "$file" | at 1 "$1" |
	"$bin/syscallreject" | at 2 "$1" |
	"$bin/allowplan" "$3" | at 3 "$1" |
	"$bin/patchapply" | at 4 "$1"
	statuses=${PIPESTATUS[*]}
}

at() {
	if [[ $2 == *$1* ]]; then
		foreign "place $1"
	else
		cat
	fi
}

# compare PLAIN WITH TIMES: JSON of both is the same but for what was added
compare() {
	"$bin/imgdump" -j "$1" >plain.json
	"$bin/imgdump" -j "$2" >with.json
	python - plain.json with.json "$3" <<'END'
import json, sys
times = int(sys.argv[3])
def load(path):
    return [json.loads(line) for line in open(path)]
def added(one):
    return one['record'] == 'note' or one.get('tool') == 'stage.pl'
plain, foreign = map(load, sys.argv[1:3])
notes = [o for o in foreign if added(o)]
assert len(notes) == 2 * times, notes
assert sum(o['record'] == 'note' for o in notes) == times, notes
assert not any(map(added, plain))
rest = [o for o in foreign if not added(o)]
assert rest[-1].pop('records') == plain[-1].pop('records') + 2 * times
for o in plain + rest:
    o.pop('offset')
assert rest[-1].pop('crc32') != plain[-1].pop('crc32') or times == 0
assert rest == plain
# The note stands after the sites and before the data.
types = [o['record'] for o in foreign]
for k, t in enumerate(types):
    if t == 'note':
        assert 'SITE' in types[:k] and 'DATA' not in types[:k], types
END
}

@test "foreign stage: at each place of the chain, three machines" {
	for m in $machines; do
		[ -e "$samples/$m/hello" ] || continue
		chain "$m/hello" write,exit >plain.img
		for places in 1 2 3 4 1234; do
			taken || continue
			with "$places" "$m/hello" write,exit >with.img
			same '0 0 0 0 0 0 0 0' "$statuses" statuses
			compare plain.img with.img ${#places}
		done
	done
}

@test "foreign stage: many sites, a static PIE, nothing allowed" {
	for s in many pie cxx; do
		[ -e "$samples/x86_64/$s" ] || continue
		chain "$s" '' >plain.img
		for places in 1 3 24; do
			taken || continue
			with "$places" "$s" '' >with.img
			same '0 0 0 0 0 0 0 0' "$statuses" statuses
			compare plain.img with.img ${#places}
		done
	done
}

@test "foreign stage: patchapply's data and runimg's file are the same" {
	need_host
	need_tools runimg
	for s in hello many pie; do
		patched plain "$s" write,exit
		for places in 1 2 3 4 1234; do
			taken || continue
			with "$places" "$s" write,exit >with.img
			"$bin/imgdump" -x DATA plain.img | grep -v ' at stream ' >plain.hex
			"$bin/imgdump" -x DATA with.img | grep -v ' at stream ' >with.hex
			[ -s plain.hex ]
			cmp plain.hex with.hex
			"$bin/runimg" -s plain.img -o plain.elf
			"$bin/runimg" -s with.img -o with.elf
			cmp plain.elf with.elf
		done
	done
	with 1234 hello write,exit >with.img
	limited 0 "$bin/runimg" -s with.img
	same 'hello, world' "$output" output
}

@test "foreign stage: its own statement and note, and lpstream reads them" {
	chain hello write,exit | foreign 'one two' three >with.img
	run "$bin/imgdump" -v with.img
	[[ $output == *"  stage.pl 1: "*" (one two three)"* ]]
	[[ $output == *$'\nunknown   1 records\n'* ]]
	records with.img >types
	same 'PROG SEGM SITE note PLAN' "$(head -n 5 types | xargs)" order
	same 'stmt END' "$(tail -n 2 types | xargs)" order
}

@test "foreign stage: a STOP passes as it is, with its status" {
	"$bin/elfparse" -q "$samples/x86_64/varnr" |
	    "$bin/allowplan" -q --all >1.img || true
	echo no ELF file >text
	"$bin/elfparse" -q text >2.img || true
	for k in 1 2; do
		s=0
		foreign <$k.img >out 2>err || s=$?
		same $k "$s" status
		same '' "$(cat err)" stderr
		cmp $k.img out
	done
	with 1234 x86_64/varnr --all >out 2>err || true
	same '0 0 0 0 1 1 1 1' "$statuses" statuses
	same 1 "$(wc -l <err)" messages
	run "$bin/imgdump" out
	same 1 "$status" status
	[[ $output == *'STOP by allowplan: NUMBER_UNKNOWN '* ]]
}

# damaged CODE FILE: status 2, a message, a STOP that says CODE, and later
# stages that copy it without a word
damaged() {
	s=0
	foreign <"$2" >out 2>err || s=$?
	same 2 "$s" "status for $1"
	grep -q "^stage.pl: -: $1: " err || {
		echo "want $1: $(cat err)"
		return 1
	}
	stop out >said
	same "2 stage.pl $1" "$(head -n 3 said | xargs)" STOP
	s=0
	"$bin/patchapply" <out >copied 2>err || s=$?
	same 2 "$s" 'status of the next stage'
	same '' "$(cat err)" 'messages of the next stage'
	stop copied | cmp - said
	run "$bin/imgdump" "$2"
	same 2 "$status" "imgdump's status for $1"
	[[ $output == *": $1: "* ]] || {
		echo "imgdump: $output"
		return 1
	}
}

@test "foreign stage: a damaged stream makes it fail, as it does imgdump" {
	python - <<'END'
from lpstream import *
import struct
def save(code, data, n=[0]):
    n[0] += 1
    open('%02d.%s' % (n[0], code), 'wb').write(data)
image = good_image('x86_64', 'planned')
whole = image.stream()
def with_(code, change, reseal=True):
    records = image.copy().records(step=1)
    change(records)
    save(code, serialize(seal(records) if reseal else records))
def first(records, kind):
    return [r for r in records if r.name == kind][0]
def put(kind, **fields):
    return lambda records: first(records, kind).__dict__.update(fields)
def poke(kind, at, data):
    def change(records):
        r = first(records, kind)
        r.payload = r.payload[:at] + data + r.payload[at + len(data):]
    return change
for n in (0, 8, 15, 16, 31, 40, len(whole) - 1):
    save('TRUNCATED', whole[:n])
save('TRAILING', whole + b'\0')
save('BAD_MAGIC', b'\x7fELF' + whole[4:])
save('TEXT_MANGLED', whole.replace(b'\r\n', b'\n'))
save('TEXT_MANGLED', bytes([whole[0] & 127]) + whole[1:])
save('BAD_VERSION', signature(major=2) + whole[16:])
save('RESERVED_FIELD', signature(reserved=1) + whole[16:])
for at in (16 + 20, len(whole) // 2, len(whole) - 9):
    bad = bytearray(whole)
    bad[at] ^= 1
    save('BAD_CRC', bytes(bad))
with_('BAD_TYPE', put('SITE', type=b'S TE'))
with_('UNKNOWN_RECORD', put('stmt', type=b'Stmt'))
with_('RESERVED_FIELD', put('DATA', flags=1))
with_('BAD_LENGTH', put('DATA', length=262145))
with_('BAD_LENGTH', put('DATA', payload=bytes(8)))
with_('BAD_PADDING', lambda r: first(r, 'PROG').__dict__.update(
    padding=b'\1' * (-(len(first(r, 'PROG').payload) + 4) % 8)))
with_('BAD_ORDER', lambda r: r.insert(0, r.pop(1)))
with_('BAD_ORDER', lambda r: r.insert(-1, first(r, 'SITE')))
with_('BAD_ORDER', lambda r: r.remove(first(r, 'SEGM')))
with_('BAD_ORDER', lambda r: r.__delitem__(slice(0, -1)))
with_('BAD_DATA', lambda r: r.remove([x for x in r if x.name == 'DATA'][-1]))
with_('BAD_TABLE', poke('SITE', 4, b'\1'))
with_('BAD_TABLE', lambda r: r.remove(
    [x for x in r if x.name == 'SITE'][-1]))
with_('PLAN_MISMATCH', poke('PLAN', 0, b'\xff'))
with_('BAD_SYMBOL', poke('symb', 16, b'\0\0'))
with_('BAD_STATEMENT', poke('stmt', 0, b'\xff'))
with_('BAD_END', lambda r: r[-1].__dict__.update(
    payload=bytes(8) + r[-1].payload[8:]), False)
with_('BAD_END', lambda r: r[-1].__dict__.update(
    payload=r[-1].payload[:8] + bytes(8)), False)
with_('BAD_END', lambda r: r.remove(first(r, 'stmt')), False)
with_('BAD_STOP', lambda r: r.__setitem__(-1, Rec('STOP', Stop(
    3, b'a', b'b', b'c', b'd').pack())))
END
	n=0
	for f in [0-9][0-9].*; do
		n=$((n + 1))
		! taken || damaged "${f#*.}" "$f"
	done
	[ "$n" -ge 30 ]
}

@test "foreign stage: a full disk" {
	patched plain hello write,exit
	s=0
	foreign <plain.img >/dev/full 2>err || s=$?
	same 2 "$s" status
	grep -q '^stage.pl: -: WRITE: ' err
}

@test "foreign stage: perl-base is enough" {
	run grep -hE '^[[:space:]]*(use|require) ' \
	    "$BATS_TEST_DIRNAME/lib/stage.pl"
	while read -r word module _; do
		case ${module%;} in
		strict | warnings | constant) ;;
		*)
			echo "$word $module"
			return 1
			;;
		esac
	done <<<"$output"
}
