#!/usr/bin/env bats
# allowplan: warnings of allowed calls that leave the plan, and --strict.

load lib/common
load lib/pipe

# with_calls: the Python on standard input, with what follows. NUMBERS are from
# the kernel's tables, not from the library that the tool asks.
with_calls() {
	{ cat <<'END'; cat; } | stage_test
import re

# Name: number on x86-64, and on the machines with the generic table.
CALLS = {
    'execve': (59, 221), 'execveat': (322, 281), 'ptrace': (101, 117),
    'process_vm_writev': (311, 271), 'process_madvise': (440, 440),
    'pidfd_getfd': (438, 438), 'setns': (308, 268),
    'memfd_create': (319, 279), 'mremap': (25, 216),
    'remap_file_pages': (216, 234), 'uselib': (134, None),
    'personality': (135, 92), 'modify_ldt': (154, None),
    'arch_prctl': (158, None), 'prctl': (157, 167), 'seccomp': (317, 277),
    'userfaultfd': (323, 282), 'io_uring_setup': (425, 425),
    'io_uring_enter': (426, 426), 'io_uring_register': (427, 427),
    'bpf': (321, 280), 'perf_event_open': (298, 241), 'add_key': (248, 217),
    'request_key': (249, 218), 'keyctl': (250, 219),
    'open_by_handle_at': (304, 265), 'init_module': (175, 105),
    'finit_module': (313, 273), 'kexec_load': (246, 104),
    'kexec_file_load': (320, 294), 'iopl': (172, None), 'ioperm': (173, None)}


def numbers(arch):
    """{number: name} on that machine."""
    found = {one[arch.name != 'x86_64']: name for name, one in CALLS.items()}
    found.pop(None, None)
    return found


def base(arch):
    return eb.up(0x400000, arch.page)


def sites(arch, wanted, known=None):
    """An image with a site for each number; known: {index: argument 1}."""
    made = image(arch, (eb.R | eb.X, base(arch), arch.deny * (len(wanted) + 1),
                        0),
                 sites=[(base(arch) + 8 * k, n) for k, n in enumerate(wanted)])
    for k, value in (known or {}).items():
        made.sites[k].known |= 2
        made.sites[k].arguments[0] = value
    return made


def several(made, *sets):
    """The first sites may issue one of several numbers each."""
    for k, members in enumerate(sets):
        made.sites[k].numbers, made.sites[k].number = 2, k
        made.sites[k].known &= ~1
    made.nsets = [lp.number_set(*members) for members in sets]
    return made


def warned(made, *args):
    """[(name, address, site)] of the warnings; the plan is made."""
    status, out, err = tools.run(tools.argv_of('allowplan', *args),
                                 made.stream())
    need(status == 0, tools.show((status, out, err)))
    need(lp.parse(out)[-1].name == 'END ', 'no END')
    found = []
    for line in err.decode().splitlines():
        m = re.fullmatch(r"allowplan: image: UNSAFE: [a-z ]+ '(\w+)' "
                         r'@0x([0-9a-f]+), site (\d+): [^:]{10,}', line)
        need(m, line)
        found.append((m[1], int(m[2], 16), int(m[3])))
    return found
END
}

@test "unsafe: a warning for each call of the table, once, at its first site" {
	with_calls <<'END'
for arch in MACHINES:
    calls = numbers(arch)
    for number, name in some(calls.items()):
        made = sites(arch, [1023, number, number])
        for args in ['--all'], [name], [str(number)], ['-d', '1022']:
            need(warned(made, *args) == [(name, base(arch) + 8, 1)],
                 (arch.name, name, args))
        for args in ['-q', '--all'], ['-d', name], ['1023'], ['']:
            need(warned(made, *args) == [], (arch.name, name, args))
    # All of them at once, and both in the list.
    order = sorted(calls)
    found = warned(sites(arch, order), '--all')
    need(sorted(found) == sorted((calls[n], base(arch) + 8 * k, k)
                                 for k, n in enumerate(order)), found)
page = open(tools.TOP + '/man/allowplan.1').read()
page = re.search(r'\n\.Ss Unsafe calls\n(.*?)\n\.S[hs] ', page, re.S)[1]
need({w for line in re.findall(r'^\.It (.*)$', page, re.M)
      for w in line.split(', ')} == set(CALLS), 'the manual page')
END
}

@test "unsafe: no other call, and nothing that is denied, is warned of" {
	with_calls <<'END'
for arch in MACHINES:
    calls = numbers(arch)
    others = [n for n in range(1024) if n not in calls]
    need(warned(sites(arch, others), '--all') == [], arch.name)
    need(warned(sites(arch, range(1024)),
                '-d', ','.join(map(str, calls))) == [], arch.name)
END
}

@test "unsafe: sites with several numbers count those that are allowed" {
	with_calls <<'END'
for arch in MACHINES:
    calls = numbers(arch)
    for number, name in some(calls.items()):
        made = several(sites(arch, [0, 0, 0]), [1000, 1001], [1001, number],
                       [number, 1002])
        # Two of the set are left, and one of it.
        for args in ['--all'], [str(number)]:
            need(warned(made, *args) == [(name, base(arch) + 8, 1)],
                 (arch.name, name, args))
        need(warned(made, '1000,1001,1002') == [], name)
    made = several(sites(arch, [0]), sorted(calls))
    need(sorted(warned(made, '--all'))
         == sorted((n, base(arch), 0) for n in calls.values()), arch.name)
END
}

@test "unsafe: prctl and arch_prctl by the option that the record knows" {
	with_calls <<'END'
# include/uapi/linux/prctl.h, arch/x86/include/uapi/asm/prctl.h
HOLES = {'prctl': (22, 35, 59), 'arch_prctl': (0x2001, 0x2002, 0x2003)}
for arch in MACHINES:
    for number, name in some(numbers(arch).items()):
        if name not in HOLES:       # of them the argument says nothing
            need(warned(sites(arch, [number], {0: 15}), '--all'), name)
    for number, name in numbers(arch).items():
        if name not in HOLES:
            continue
        holes = [h + high for h in HOLES[name] for high in (0, 1 << 32)]
        for option in some(holes):
            need(warned(sites(arch, [number], {0: option}), '--all')
                 == [(name, base(arch), 0)], (name, option))
        for option in some({o for h in HOLES[name] for o in (
                h - 1, h + 1, h | 1 << 31, 0, 15, 38, 0x1002)} - set(holes)):
            need(warned(sites(arch, [number], {0: option}), '--all') == [],
                 (name, option))
        # The first of several sites is not the one that counts.
        made = sites(arch, [number] * 4, {0: 15, 1: 38, 3: holes[0]})
        need(warned(made, '--all') == [(name, base(arch) + 16, 2)], name)
        # Other arguments are not the option.
        made = sites(arch, [number])
        made.sites[0].known |= 4
        need(warned(made, '--all') == [(name, base(arch), 0)], name)
        made = several(sites(arch, [0], {0: 15}), [number, 1000])
        need(warned(made, '--all') == [], name)
        made = several(sites(arch, [0], {0: holes[0]}), [number, 1000])
        need(warned(made, '--all') == [(name, base(arch), 0)], name)
END
}

@test "unsafe: --strict refuses, with code, place and STOP" {
	with_calls <<'END'
for arch in MACHINES:
    for number, name in some(numbers(arch).items()):
        made = sites(arch, [1023, number, number])
        for args in ['--all'], [name], ['-d', '']:
            place = refused('allowplan', made.stream(), 'UNSAFE', '--strict',
                            *args)
            need(place == '%#x, site 1' % (base(arch) + 8), place)
        made.symbols = [lp.Symbol(base(arch), 64, b'begin')]
        place = refused('allowplan', made.stream(), 'UNSAFE', '--strict',
                        '--all')
        need(place == '%#x (begin+0x8), site 1' % (base(arch) + 8), place)
        for args in ['-d', name], ['1023'], ['']:
            need(warned(made, '--strict', *args) == [], (name, args))
        status, out, err = tools.run(tools.argv_of(
            'allowplan', '--strict', '-q', '--all'), made.stream())
        need(status == 1 and not err, (status, err))
        need(lp.parse(out)[-1].name == 'STOP', 'no STOP')
    need(warned(sites(arch, [n for n in range(1024)
                             if n not in numbers(arch)]),
                '--strict', '--all') == [], arch.name)
END
}

@test "unsafe: one failure of --strict is one message, through the chain" {
	program starts <<'C'
#include "start.h"
int
sample_main(long argc, char **argv, char **envp)
{
	(void)argc;
	syslift_call3(__NR_execve, argv[0], argv, envp);
	sample_puts("still here\n");
	return 0;
}
C
	piped '0 0 1 1 126' 'elfparse starts | syscallreject |
	    allowplan --strict --all | patchapply | runimg'
	message allowplan UNSAFE
	[[ $stderr == *"'execve' @0x"*' (sample_'*'), site '*"this plan's pins" ]]
	same '' "$output"
	piped '0 0 0 0 0' 'elfparse starts | syscallreject |
	    allowplan --strict -d execve | patchapply | runimg'
	same '' "$stderr"
	same 'still here' "$output"
	piped '0 0 0 0' 'elfparse starts | syscallreject |
	    allowplan -v --all | patchapply >out'
	same 1 "$(grep -c UNSAFE <<<"$stderr")"
}
