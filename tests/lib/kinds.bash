# What the tests of slots that were made of call instructions need: a program
# that has some, and the chain with tests/lib/lifter.py in it.

# assembled NAME: a program of this machine, from assembly on standard input;
# $link is static or static-pie
link=static
assembled() {
	need gcc
	gcc -x assembler -nostdlib "-$link" -Wl,--no-dynamic-linker \
	    -Wl,-z,noexecstack -Wl,-z,separate-code -Wl,--build-id=none \
	    -o "$1" -
}

# lifted NAME PLACE=KIND[:NUMBERS]...: the program's stream with these sites,
# through syscallreject, in NAME.2
lifted() {
	local name=$1
	shift
	"$bin/elfparse" -q "$name" >"$name.0"
	python "$top/tests/lib/lifter.py" "$name.0" "$name.1" "$@"
	"$bin/syscallreject" --embedded=pin <"$name.1" >"$name.2"
}

# only NAME PLACES PLACE: the same with these sites; the program's other call
# instructions, and the bytes by chance, are made nops first
only() {
	local name=$1
	# shellcheck disable=SC2086
	set -- $2 ${3:-}
	"$bin/elfparse" -q "$name" >"$name.0"
	python - "$name.0" "$@" <<'END'
import sys, lifter, lpstream
path = sys.argv[1]
image = lpstream.decode(lpstream.parse(open(path, 'rb').read()))
kept = set()
for word in sys.argv[2:]:
    place, _, what = word.partition('=')
    kept.add(lifter.address_of(image, place) + 5 * what.startswith('mov'))
for at in lpstream.calls(image):
    if at not in kept:
        image.poke(at, b'\x90\x90')
open(path, 'wb').write(image.stream())
END
	python "$top/tests/lib/lifter.py" "$name.0" "$name.1" "$@"
	"$bin/syscallreject" --embedded=pin <"$name.1" >"$name.2"
}

# allowed NAME LIST [OPTION...]: that, planned and patched, in NAME.img
allowed() {
	local name=$1 list=$2
	shift 2
	"$bin/allowplan" "$@" "$list" <"$name.2" >"$name.3"
	"$bin/patchapply" <"$name.3" >"$name.img"
}

# kinds: a program that makes a call of the way that its first argument names,
# write(1, "hi\n", 3) or the one whose number is in the argument, as a
# character 48 above it; it exits with the result, or with what follows the
# minus sign.
kinds() {
	assembled kinds <<'S'
	.globl	_start, mov_write, call_write, trap_write, any, chance, leave
_start:	mov	16(%rsp), %r8
	movzbl	(%r8), %ebx
	movzbl	1(%r8), %ecx
	sub	$48, %ecx
	mov	$1, %edi
	lea	text(%rip), %rsi
	mov	$3, %edx
	cmp	$'m', %bl
	je	mov_write
	cmp	$'t', %bl
	je	trap
	cmp	$'e', %bl
	je	embedded
	cmp	$'E', %bl
	je	chance
	mov	%ecx, %eax
	cmp	$'c', %bl
	je	call_write
	cmp	$'a', %bl
	je	any
	cmp	$'M', %bl
	je	mov_write + 5
	hlt
mov_write:
	mov	$1, %eax
	syscall
	jmp	done
call_write:
	syscall
	jmp	done
trap:	mov	$1, %eax
trap_write:
	syscall
	jmp	done
any:	syscall
	jmp	done
embedded:
	mov	$1, %eax
	jmp	chance + 1
chance:	mov	$0x9090050f, %eax
	mov	$5, %eax
done:	test	%eax, %eax
	jns	positive
	neg	%eax
positive:
	mov	%eax, %edi
leave:	mov	$60, %eax
	syscall
	hlt
text:	.ascii	"hi\n"
S
}

# all_kinds: the program with a site of each kind
all_kinds() {
	kinds
	lifted kinds mov_write=mov:1 call_write=call:1 trap_write=trap:1 \
	    any=call:1,24 chance+1=embedded leave=mov:60
}

# kinds_test: the Python on standard input, with what follows
kinds_test() {
	{ cat <<'END'; cat; } | stage_test
def put(obj, **fields):
    obj.__dict__.update(fields)


def seat(arch, k):
    # Behind what runimg writes, the ELF header.
    return eb.up(0x400000, arch.page) + 0x400 + 16 * k


def of(arch, *sites, stage='parsed', allow=None):
    """An image with a site (kind, number) every 16 bytes; their slots hold
    what the format's page says, everything else is nops."""
    text, made = bytearray(arch.nop * (256 // len(arch.nop))), []
    for k, (kind, number) in enumerate(sites):
        stub = {lp.STUB: arch.deny, lp.MOV: arch.deny[:7],
                lp.TRAP: arch.trap}.get(kind, arch.call)
        text[16 * k:16 * k + len(stub)] = stub
        made.append((seat(arch, k), number, kind))
    return image(arch, (eb.R | eb.X, seat(arch, 0), bytes(text), 0),
                 sites=made, stage=stage, allow=allow)


def every(arch, number=1):
    """One of each kind that the machine has."""
    return [(kind, None if kind == lp.EMBEDDED else number)
            for kind in sorted(kinds_of(arch) + [lp.EMBEDDED])]


def says(made, code, *tools_):
    """Each of the tools refuses it with that code."""
    data = made.stream()
    for tool in tools_:
        result = tools.run(tools.argv_of(tool, *{
            'syscallreject': [PIN], 'allowplan': ['--all'],
            'runimg': ['--check']}.get(tool, [])), data)
        why = tools.refusal(tool, {code}, result)
        need(not why, (tool, code, why, tools.show(result)))


PIN = '--embedded=pin'
READERS = 'syscallreject', 'allowplan', 'patchapply', 'runimg', 'imgdump'
END
}
