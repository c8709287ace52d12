#!/usr/bin/env bats
# allowplan: the forms of a list, wrong ones, and the decisions they make.

load lib/common
load lib/pipe

# planned [ARG...]: allowplan on cat.parsed; the calls that it allows
planned() {
	limited 0 sh -c 'allowplan "$@" <cat.parsed >plan' sh "$@"
	same '' "$stderr"
	python - <<'END'
import lpstream
image = lpstream.decode(lpstream.parse(open('plan', 'rb').read()))
names = {0: 'read', 1: 'write', 60: 'exit'}
print(' '.join(sorted(names[p.number] for p in image.plan if p.decision)))
END
}

cat_parsed() {
	need_sample x86_64/cat
	elfparse "$samples/x86_64/cat" >cat.parsed
}

@test "allowplan: the forms of a list" {
	cat_parsed
	all='exit read write'
	same "$all" "$(planned read,write,exit)"
	same "$all" "$(planned 0,1,60)"
	same "$all" "$(planned read,1,exit)"
	same "$all" "$(planned --all)"
	same "$all" "$(planned 'exit , read,	write ')"
	same "$all" "$(planned $'read,\nwrite,\nexit\n')"
	same "$all" "$(planned 60,60,exit,0,1,write)"
	same "$all" "$(planned 1023,0,1,60,getpid)"
	same 'exit' "$(planned 060)"
	same 'read' "$(planned 0)"
	same 'read' "$(planned 0000000000000000000000000000000)"
	same '' "$(planned '')"
	same '' "$(planned ' ')"
	same '' "$(planned getpid)"
	same 'exit read' "$(planned -d write)"
	same 'exit read' "$(planned --deny=1)"
	same '' "$(planned -d read,write,exit)"
	same "$all" "$(planned -d '')"
	same "$all" "$(planned -d getpid)"
}

@test "allowplan: the list in a file" {
	cat_parsed
	printf '# calls\n\nread\n  1\t# write\n60#exit\n\r\n' >list
	same 'exit read write' "$(planned -f list)"
	printf 'read' >list
	same read "$(planned --file list)"
	printf 'read\r\nwrite\r\n' >list
	same 'read write' "$(planned -f list)"
	printf '#all\n' >list
	same '' "$(planned -f list)"
	: >list
	same '' "$(planned -f list)"
	mkfifo pipe
	echo write >pipe 3>&- &
	same write "$(planned -f pipe)"
	wait
	# Lines are not commas' lists.
	echo read,write >list
	limited 2 sh -c 'allowplan -f list <cat.parsed >out'
	message allowplan LIST
	[[ $stderr == *'@line 1:'* ]]
	printf 'read\n# x\n\nwirte\n' >list
	limited 2 sh -c 'allowplan -f list <cat.parsed >out'
	message allowplan CALL_NAME
	[[ $stderr == *'@line 4:'*write* ]]
	printf 'read\nwrite exit\n' >list
	limited 2 sh -c 'allowplan -f list <cat.parsed >out'
	message allowplan LIST
	[[ $stderr == *'@line 2:'* ]]
	printf 'read\0write\n' >list
	limited 2 sh -c 'allowplan -f list <cat.parsed >out'
	message allowplan LIST
	for file in missing/OPEN ./READ /dev/zero/LIST; do
		limited 2 sh -c "allowplan -f ${file%/*} <cat.parsed >out"
		message allowplan "${file##*/}"
		same STOP "$(records out | tail -n 1)"
	done
}

@test "allowplan: a wrong list is an error, with the nearest names" {
	cat_parsed
	wrong() {
		limited 2 sh -c 'allowplan "$@" <cat.parsed >out' sh "$2"
		message allowplan "$1"
		stop out >stopped
		same "2 allowplan $1 " "$(head -n 3 stopped | tr '\n' ' ')"
	}
	for list in , ,read read, read,,write ' ,read' 'read, ,write' \
	    'read write' 're-ad' '+1' '1.5' '-' 'read;write' 'é' \
	    "$(printf 'x%.0s' {1..65})"; do
		! taken || wrong LIST "$list"
	done
	for list in 1024 1025 4294967356 18446744073709551616 \
	    18446744073709551676 read,99999999999999999999999999999999; do
		! taken || wrong CALL_NUMBER "$list"
	done
	for list in wirte WRITE 0x3c 60x x60 write_ nothing sys_write \
	    "$(printf 'x%.0s' {1..64})"; do
		! taken || wrong CALL_NAME "$list"
	done
	wrong CALL_NAME wirte
	[[ $stderr == *"'wirte'"*nearest*write* ]]
	wrong CALL_NAME opne
	[[ $stderr == *open* ]]
	wrong CALL_NAME read,getpidd,exit
	[[ $stderr == *"'getpidd'"*getpid* ]]
	# Never a name of another machine: open is x86-64's only.
	need_sample aarch64/cat
	elfparse "$samples/aarch64/cat" >cat.parsed
	wrong CALL_NAME open
	[[ $stderr == *AArch64*openat* ]]
	wrong CALL_NAME fork
	elfparse "$samples/x86_64/cat" >cat.parsed
	wrong CALL_NAME riscv_flush_icache
}

@test "allowplan: one list, given one way" {
	for args in '' 'a b' '--all read' '-d read write' '-f list --all' \
	    '--all --all' '-d read -d write' '-d'; do
		limited 2 sh -c "allowplan $args </dev/null"
		usage_message allowplan
		same '' "$output"
	done
}

@test "allowplan -v: a line for each site" {
	cat_parsed
	limited 0 sh -c 'allowplan -v read,exit <cat.parsed >out'
	message_count 3
	[[ $stderr == *' 0 read allowed, held by its bytes'* ]]
	[[ $stderr == *' 1 write denied'* ]]
	[[ $stderr == *' 60 exit allowed, held by its bytes'* ]]
	[[ $stderr == *arg1=0x0* ]]
	printf '%s\n' "$stderr" | grep -vE \
	    '^allowplan: cat: PLAN: 0x[0-9a-f]+ [0-9]+ [a-z]+ (allowed|denied)' &&
	    false
	limited 0 sh -c 'allowplan -v --all <cat.parsed | patchapply -v >out2'
	[[ $stderr == *'patchapply: cat: PATCHED: '* ]]
}

@test "allowplan: a decision for each site, in order; nothing else changes" {
	stage_test <<'END'
names = {'read': {'x86_64': 0, 'aarch64': 63, 'riscv64': 63},
         'write': {'x86_64': 1, 'aarch64': 64, 'riscv64': 64},
         'exit': {'x86_64': 60, 'aarch64': 93, 'riscv64': 93}}
for arch in MACHINES:
    base = eb.up(0x400000, arch.page)
    for count in some((0, 1, 2, 30, 300)):
        numbers = [dice.choice((dice.randrange(1024), *(
            n[arch.name] for n in names.values()))) for _ in range(count)]
        made = image(arch, (eb.R | eb.X, base, arch.deny * (count + 1), 0),
                     sites=[(base + 8 * k, n)
                            for k, n in enumerate(numbers)]).split(77)
        half = {n for n in numbers if dice.random() < 0.5}
        for args, allow in (
                (('write,exit',), {names[n][arch.name]
                                   for n in ('write', 'exit')}),
                ((' , '.join(map(str, half)),), half),
                (('-d', ','.join(map(str, half))), set(numbers) - half),
                (('--all',), None), (('',), set())):
            want = lp.advance(made, 'planned', allow)
            after = lp.parse(answer('allowplan', made.stream(), *args))
            got = lp.decode(after)
            need(got.plan == want.plan and not got.psets, (args, got.plan))
            # Behind the sites stands the plan, at the end its statement.
            before = [r.pack() for r in made.records()]
            rest = [r.pack() for r in after if r.name != 'PLAN']
            need(before[:-1] == rest[:-2], 'other records changed')
            need([r.name for r in after].index('PLAN') == 3, 'its place')
            said = lp.Texts.unpack(after[-2].payload).texts
            need(said[0] == b'allowplan' and said[3].decode()
                 == ' '.join(args), said)
END
}

@test "allowplan: numbers that are not one constant are refused, by the site" {
	stage_test <<'END'
from streams.maker import sets_image
for arch in MACHINES:
    for split in 1, 10 ** 6:
        made = sets_image(arch, 'checked', 'sets').split(split)
        site = made.sites[3]
        need(site.numbers == 0, 'the wrong site')
        for args in ('--all',), ('write',), ('-d', ''), ('',):
            place = refused('allowplan', made.stream(), 'NUMBER_UNKNOWN',
                            *args)
            need(place == '%#x (_start+%#x), site 3' % (
                site.address, site.address - made.segments[1].address),
                place)
END
}
