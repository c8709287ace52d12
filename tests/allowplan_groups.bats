#!/usr/bin/env bats
# allowplan: groups of calls, --groups, and --print.
# shellcheck shell=bash
# The variables are those of the loaded files; bats ends a test at any failure.
# shellcheck disable=SC2154,SC2164

load lib/common
load lib/pipe

# with_groups: the Python on standard input, with what follows.
with_groups() {
	{ cat <<'END'; cat; } | stage_test
import re
from streams.maker import sets_image

COUNT = 1024


def shown():
    """{group: [name]} and {group: description}, as --groups shows them."""
    status, out, err = tools.run(tools.argv_of('allowplan', '--groups'))
    need(status == 0 and not err, (status, err))
    found, what = {}, {}
    for part in re.split(r'^@', out.decode(), flags=re.M)[1:]:
        head, body = part.split('\n', 1)
        name, what[name] = re.fullmatch('([a-z]+): (.+)', head).groups()
        need(name not in found, name)
        found[name] = re.split(r',\s+', body.strip())
    return found, what


def base(arch):
    return eb.up(0x400000, arch.page)


def sites(arch, wanted):
    """An image with a site for each number, or for each set of them; None is
    a number that nobody knows."""
    wanted = list(wanted)
    made = image(arch, (eb.R | eb.X, base(arch), arch.deny * (len(wanted) + 1),
                        0), sites=[(base(arch) + 8 * k, n if type(n) is int
                                    else 0) for k, n in enumerate(wanted)])
    for site, n in zip(made.sites, wanted):
        if type(n) is not int:
            site.known, site.numbers = 0, 0 if n is None else 2
        if type(n) is tuple:
            site.number = len(made.nsets)
            made.nsets.append(lp.number_set(*n))
    return made


def planned(made, *args):
    """The plan, and what was said of it."""
    status, out, err = tools.run(tools.argv_of('allowplan', *args),
                                 made.stream())
    need(status == 0, (args, tools.show((status, out, err))))
    got = lp.decode(lp.parse(out))
    return got.plan, got.psets, err.decode()


def allowed(arch, *args):
    """The numbers that are allowed of all there are."""
    return {p.number for p in planned(sites(arch, range(COUNT)), *args)[0]
            if p.decision}


def named(arch):
    """{number: name} of the tool's library."""
    said = planned(sites(arch, range(COUNT)), '-v', '-d', '')[2]
    found = {int(n): name for n, name in re.findall(
        r'^allowplan: image: PLAN: 0x[0-9a-f]+ (\d+) (\w+) allowed', said,
        re.M)}
    need(len(found) > 300, len(found))
    return found


def printed(made, *args):
    """What --print writes and says."""
    status, out, err = tools.run(tools.argv_of('allowplan', '--print', *args),
                                 made.stream())
    need(status == 0, tools.show((status, out, err)))
    return out.decode(), err.decode()


def listed(text):
    """[(group or None, word, sites, why or None)] of a printed list."""
    group, found = None, []
    for line in text.splitlines():
        if line.startswith('# numbers'):
            group = None
        if line.startswith('# @'):
            group = re.fullmatch('# @([a-z]+): (.+)', line)[1]
        elif line and not line.startswith('#') and line != '@unknown':
            word, n, s, why = re.fullmatch(
                r'(\w+) +# (\d+) site(s?)(?:: (.+))?', line).groups()
            need((n != '1') == (s == 's'), line)
            found.append((group, word, int(n), why))
    return found
END
}

cat_parsed() {
	need_sample x86_64/cat
	elfparse "$samples/x86_64/cat" >cat.parsed
}

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

@test "groups: every call that has a name is in one, on each machine" {
	with_groups <<'END'
groups, what = shown()
need(set('io file process signal memory time network ipc thread unsafe'.split())
     <= set(groups), groups)
need(all(len(w) > 10 for w in what.values()), what)
names = [n for g in groups.values() for n in g]
need(len(names) == len(set(names)), [n for n in names if names.count(n) > 1])
page = open(tools.TOP + '/man/allowplan.1').read()
page = re.search(r'\n\.Ss Groups\n(.*?)\n\.Pp\n', page, re.S)[1]
need(re.findall('^\.Cm @([a-z]+)', page, re.M) == list(groups), page)
for arch in MACHINES:
    calls, seen = named(arch), {}
    for group, members in groups.items():
        for number in allowed(arch, '@' + group):
            need(number not in seen, (arch.name, number, group, seen))
            seen[number] = group
            need(calls.get(number) in members, (arch.name, number, group))
    need(set(seen) == set(calls), {n: c for n, c in calls.items()
                                   if n not in seen})
END
}

@test "groups: the calls that the kernel's headers name are in one" {
	need gcc
	for header in asm/unistd_64.h asm-generic/unistd.h; do
		echo "#include <$header>" | gcc -E -dM - |
		    sed -n 's/^#define __NR_\([a-z_0-9]*\) \(.*\)/\1 \2/p'
	done >names
	with_groups <<'END'
groups, _ = shown()
names = {n for g in groups.values() for n in g}
found = 0
for line in open('names'):
    name, number = line.split(' ', 1)
    # Neither is a call; nor does anything here know those after Linux 6.1's.
    if name in ('syscalls', 'arch_specific_syscall') or (
            number.strip().isdigit() and int(number) > 450):
        continue
    found += 1
    need(name in names, name)
need(found > 600, found)
END
}

@test "groups: @unsafe is what is warned of whatever the arguments" {
	with_groups <<'END'
groups, _ = shown()
every = set()
for arch in MACHINES:
    made = sites(arch, range(COUNT))
    for site in made.sites:             # prctl(0): none of its unsafe options
        site.known |= 2
    calls = named(arch)
    said = planned(made, '--all')[2]
    warned = set(re.findall(r"^allowplan: image: UNSAFE: [a-z ]+ '(\w+)' ",
                            said, re.M))
    need(len(said.splitlines()) == len(warned) > 20, said)
    unsafe = {calls[n] for n in allowed(arch, '-q', '@unsafe')}
    need(unsafe == warned, (arch.name, unsafe ^ warned))
    every |= unsafe
    need(planned(made, '--strict', '-d', '@unsafe')[2] == '', arch.name)
need(len(MACHINES) < 3 or every == set(groups['unsafe']), every)
END
}

@test "groups: --groups shows them, and nothing else" {
	limited 0 sh -c 'allowplan --groups <&-'
	same '' "$stderr"
	[[ $output == '@io: '* ]]
	# Lines for a terminal; names that the tool takes.
	same 0 "$(grep -cE '^.{80}' <<<"$output")"
	same 0 "$(grep -cvE '^@[a-z]+: [^@]+[^.,]$|^    \w+(, \w+)*,?$' \
	    <<<"$output")"
	cat_parsed
	while read -r group _; do
		! taken || limited 0 sh -c \
		    "allowplan -q ${group%:} <cat.parsed >out"
	done < <(grep @ <<<"$output")
	limited 2 sh -c 'allowplan --groups >/dev/full'
	message allowplan WRITE
	limited 2 sh -c 'allowplan --groups >&-'
	message allowplan WRITE
	for args in '--groups read' '--groups --all' '--groups --groups' \
	    '--groups --print' '--groups -d read' '--groups -f list' \
	    '--groups --strict' '--groups --unknown=allowed' \
	    '--groups --allow-exec-memory'; do
		taken || continue
		limited 2 sh -c "allowplan $args </dev/null"
		usage_message allowplan
		same '' "$output"
	done
}

@test "groups: in LIST, -d and -f" {
	cat_parsed
	same 'read write' "$(planned @io)"
	same 'exit' "$(planned @process)"
	same 'exit read write' "$(planned '@io,@process')"
	same 'exit read write' "$(planned ' @io ,	exit')"
	same 'exit read' "$(planned 0,@process)"
	same 'read write' "$(planned @io,@io,read,@file)"
	same '' "$(planned @network)"
	same 'exit' "$(planned -d @io)"
	same '' "$(planned -d @io,exit)"
	same 'exit read write' "$(planned -d @unsafe)"
	same 'exit read' "$(planned -d @signal,write,@obsolete)"
	printf '# calls\n\t@io # all\nexit\n' >list
	same 'exit read write' "$(planned -f list)"
	printf '@process#\r\n@time\r\n' >list
	same 'exit' "$(planned -f list)"
}

@test "groups: wrong words with an @" {
	cat_parsed
	wrong() {
		limited 2 sh -c 'allowplan "$@" <cat.parsed >out' sh "${@:2}"
		message allowplan "$1"
		same "2 allowplan $1 " "$(stop out | head -n 3 | tr '\n' ' ')"
	}
	long=$(printf 'x%.0s' {1..63})
	for list in @ @@ @@io @io@ io@ @i@o r@ead @io@file 'read,@,write' \
	    '@ io' 'read @io' '@io read' @-io @io,,read ,@io '@io,' @io.file \
	    read@io 1@ 60@io "${long}x@" "@${long}x" "@$long$long"; do
		for args in '' -d; do
			! taken || wrong LIST $args "$list"
		done
	done
	for list in @oi @IO @i @io_ @_ @read @0 @60 'read,@nothing,write' \
	    @unsafe2 "@$long" io; do
		for args in '' -d; do
			! taken || wrong CALL_NAME $args "$list"
		done
	done
	# The groups that there are, by name.
	wrong CALL_NAME 'read,@oi,write'
	[[ $stderr == *"'@oi' @-: no such group; there are @io @file "*@unsafe ]]
	printf 'read\n\n@io # good\n@oi # bad\n' >list
	wrong CALL_NAME -f list
	[[ $stderr == *"'@oi' @line 4: "*' @io '* ]]
	for line in '@io@' 'x@' '@io,@file' @ '@io @file'; do
		printf 'read\n%s\n' "$line" >list
		wrong LIST -f list
		[[ $stderr == *'@line 2:'* ]]
	done
}

@test "groups: calls that only other machines have are no fault" {
	with_groups <<'END'
for arch in MACHINES:
    calls = named(arch)
    got = {calls[n] for n in allowed(arch, '@file')}
    need(('open' in got) == (arch.name == 'x86_64') and 'openat' in got, got)
    got = {calls.get(n) for n in allowed(arch, '-q', '-d', '@file')}
    need('openat' not in got and 'read' in got, got)
END
}

@test "print: a list for -f, by groups, with counts" {
	with_groups <<'END'
groups, what = shown()
order = list(groups)
for arch in MACHINES:
    calls = named(arch)
    number = {name: n for n, name in calls.items()}
    free = [n for n in range(COUNT) if n not in calls]
    for trial in range(times(20)):
        wanted = [dice.choice((
            dice.randrange(COUNT), dice.choice(list(calls)), number['write'],
            tuple(dice.sample(range(COUNT), dice.choice((2, 3, 200))))))
            for _ in range(dice.choice((0, 1, 2, 40)))]
        count = {}
        for w in wanted:
            for n in [w] if type(w) is int else w:
                count[n] = count.get(n, 0) + 1
        made = sites(arch, wanted).split(77)
        text, said = printed(made)
        need(said == '', said)
        need('Not exhaustive' not in text, text)
        need('# sites: %d\n' % len(wanted) in text
             and '# image: image\n' in text, text)
        found = listed(text)
        need({(int(w) if w.isdigit() else number[w]): n
              for _, w, n, _ in found} == count, (count, found))
        need(len(found) == len(count), found)
        # Each in its own group's section; these in the groups' order.
        for group, word, _, why in found:
            need(word in groups[group] if group else int(word) in free, word)
            need((why is not None) == (group == 'unsafe'), word)
        turns = [order.index(g) if g else len(order) for g, *_ in found]
        need(turns == sorted(turns) and order[-1] == 'unsafe', turns)
        heads = re.findall('^# @([a-z]+): (.+)$', text, re.M)
        need(heads == [(g, what[g]) for g in order
                       if g in [f[0] for f in found]], heads)
text = printed(sites(arch, [number['ptrace']]))[0]
need('processes and threads' in listed(text)[0][3], text)
END
}

@test "print: -f allows by it what --all allows" {
	with_groups <<'END'
for arch in MACHINES:
    for trial in range(times(10)):
        made = sites(arch, [dice.choice((
            dice.randrange(COUNT), dice.randrange(450),
            tuple(dice.sample(range(COUNT), dice.choice((2, 30))))))
            for _ in range(dice.choice((0, 1, 30)))])
        open('list', 'w').write(printed(made)[0])
        need(planned(made, '-q', '-f', 'list')
             == planned(made, '-q', '--all'), trial)
    made = sites(arch, range(COUNT))
    open('list', 'w').write(printed(made)[0])
    need(allowed(arch, '-q', '-f', 'list') == set(range(COUNT)), arch.name)
END
}

@test "print: the samples of all machines, planned by their lists" {
	for machine in $machines; do
		for sample in "$samples/$machine"/*; do
			[ -x "$sample" ] && taken 2 || continue
			elfparse -q "$sample" | syscallreject >checked
			limited 0 sh -c 'allowplan --print <checked >list'
			grep -q "^# image: ${sample##*/}$" list
			case ${sample##*/} in
			varnr)
				message allowplan NUMBER_UNKNOWN
				grep -q '^# Not exhaustive: 1 site ' list
				limited 0 sh -c 'allowplan -f list <checked |
				    patchapply >out'
				grep -v '^@unknown' list >known
				limited 1 sh -c 'allowplan -f known <checked >out'
				limited 0 sh -c 'allowplan --unknown=allowed \
				    -f known <checked | patchapply >out'
				;;
			*)
				same '' "$stderr"
				same 0 "$(grep -c exhaustive list)"
				allowplan -q --all <checked >all
				allowplan -q -f list <checked >some
				# Their statements say the command lines.
				same "$(imgdump -x PLAN all)" \
				    "$(imgdump -x PLAN some)" "$sample"
				;;
			esac
		done
	done
	need_sample x86_64/cat
	elfparse "$samples/x86_64/cat" | syscallreject >checked
	allowplan --print <checked >list
	limited 0 sh -c 'allowplan -f list <checked | patchapply >cat.img'
	limited 0 sh -c 'runimg -s cat.img <list'
	same "$(cat list)" "$output"
}

@test "print: sites of unknown number are said to be there" {
	with_groups <<'END'
for arch in MACHINES:
    for at, wanted in (0, [None]), (1, [1, None, 2, None]), (0, [None, (1, 2)]):
        made = sites(arch, wanted)
        made.symbols = [lp.Symbol(base(arch), 256, b'begin')]
        n = wanted.count(None)
        text, said = printed(made)
        need('# Not exhaustive: %d site%s may issue any number; the program '
             'needs\n# --unknown=allowed, as @unknown says:' % (n, 's' * (n > 1)) in text, text)
        need(re.fullmatch(
            r'allowplan: image: NUMBER_UNKNOWN: [^@]+ @%#x \(begin\+%#x\), '
            r'site %d: %d such .*--unknown=allowed\n'
            % (base(arch) + 8 * at, 8 * at, at, n), said), said)
        need(sum(c for _, _, c, _ in listed(text))
             == {1: 0, 2: 2, 4: 2}[len(wanted)], text)
        need(printed(made, '-q') == (text, ''), 'with -q')
        open('list', 'w').write(text)
        want = planned(made, '--unknown=allowed', '-f', 'list')
        need(planned(made, '-f', 'list') == want, 'the list alone')
        open('bare', 'w').write(text.replace('\n@unknown\n', '\n'))
        need(planned(made, '--unknown=allowed', '-f', 'bare') == want, 'bare')
END
}

@test "print: an image's name stays in its comment" {
	with_groups <<'END'
for arch in MACHINES:
    made = sites(arch, [1])
    made.prog.name = b'a\nptrace\n\r@io\xff\0'[:-1]
    text = printed(made)[0]
    need(listed(text) == listed(printed(sites(arch, [1]))[0]), text)
    need(all(' ' <= c <= '~' or c == '\n' for c in text), text)
    need('# image: a\\x0aptrace\\x0a\\x0d@io\\xff\n' in text, text)
END
}

@test "print: whole, or nothing" {
	with_groups <<'END'
def none(data, code, status, *args):
    result = tools.run(tools.argv_of('allowplan', '--print', *args), data)
    need(result[0] == status and result[1] == b'', tools.show(result))
    need(tools.parse_message('allowplan', result[2]) == code if code
         else result[2] == b'', (code, result[2]))


for arch in MACHINES:
    made = sites(arch, [1, 2, None])
    good = made.stream()
    for at in some({dice.randrange(1, len(good)) for _ in range(60)}
                   | set(lp.boundaries(good)) - {0, len(good)}):
        none(good[:at], 'TRUNCATED', 2)
    spoilt = bytearray(good)
    spoilt[-1] ^= 1
    none(bytes(spoilt), 'BAD_CRC', 2)
    none(good + b'x', 'TRAILING', 2)
    none(b'', 'TRUNCATED', 2)
    none(b'\x7fELF' + bytes(60), 'BAD_MAGIC', 2)
    none(good[:-1], None, 2, '-q')
    whole = lp.parse(good)
    for status in 1, 2:
        for n in some(range(len(whole))):
            stop = lp.Rec('STOP', lp.Stop(status, b'elfparse', b'READ', b'-',
                                          b'why').pack())
            none(lp.serialize(whole[:n] + [stop]), None, status)
    none(sets_image(arch, 'planned', 'sets').stream(), 'PLAN_EXISTS', 1)
END
	cat_parsed
	limited 2 sh -c 'allowplan --print <cat.parsed >/dev/full'
	message allowplan WRITE
	[[ $stderr == *'No space left'* ]]
	limited 2 sh -c 'allowplan --print <cat.parsed >&-'
	message allowplan WRITE
	limited 2 sh -c 'allowplan --print <&-'
	message allowplan READ
	same '' "$output"
	limited 2 sh -c 'allowplan --print <.'
	message allowplan READ
	[[ $stderr == *'Is a directory'* ]]
	piped '2 2' 'elfparse -q missing | allowplan --print'
	same '' "$output$stderr"
}

@test "print: no list, and no plan's options" {
	for args in '--print read' '--print --all' '--print -d read' \
	    '--print -f list' '--print --print' '--print a b' '--print=x' \
	    '--print --strict' '--print --unknown=allowed' \
	    '--print --allow-exec-memory'; do
		taken || continue
		limited 2 sh -c "allowplan $args </dev/null"
		usage_message allowplan
		same '' "$output"
	done
}
