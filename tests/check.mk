# What "make check" is made of. Each part can be run alone.

BATS = tests/bats.sh
FUZZ_CHECK_SECONDS = 12

# Of the long parts a share, another one each time, with its seed. Whole: make
# check-suite mutants sanitize memcheck fuzz.
check:
	@tests/need.sh build test bpf model verify
	@tests/need.sh page || echo "check: no browser: its test is skipped"
	$(MAKE) check-style
	$(MAKE) model
	LP_HOSTILE=8 LP_BPF_MUTANTS=2000 $(MAKE) check-suite
	LP_DEFECTS=20 $(MAKE) mutants
	LP_PART=10 $(MAKE) sanitize
	LP_PART=30 $(MAKE) memcheck
	$(MAKE) fuzz FUZZ_SECONDS=$(FUZZ_CHECK_SECONDS)
	$(MAKE) verify
	$(MAKE) vm-check VM_KERNELS="$$(shuf -e -n 1 6.12 6.1)"
	@echo "check: all parts passed"

# Layout, forbidden words in logic, man pages, and the other compiler.
check-style:
	tests/style.sh
	$(MAKE) -s CC=clang B=$(B)/clang all

# Hostile programs once more, moved.
check-suite: all samples
	$(BATS) $(B)
	LP_LINK=static-pie $(BATS) $(B) tests/runimg_hostile.bats \
	    tests/runimg_behave.bats

# Programs of a C library whose calls are slots, in the whole chain, those of
# Debian's that syslift-cc builds among them. Fetches their sources, the first
# time; a machine needs a minute or two.
# MUSL_MACHINES='x86_64 aarch64 riscv64': the others too, under qemu-user.
MUSL_MACHINES = x86_64
musl: all
	tests/musl/build.sh $(B)/musl $(MUSL_MACHINES)
	tests/musl/source.sh $(B)/musl sash hello
	$(BATS) $(B) tests/musl.bats tests/syslift_cc.bats

# Programs of glibc, Go and Rust as their compilers make them, lifted by syslift.
# Fetches sqlite3's source, the first time.
real: all
	@tests/need.sh build test real
	tests/musl/source.sh $(B)/real sqlite3
	tests/real/build.sh $(B)/real
	$(BATS) $(B) tests/real.bats tests/real_more.bats

# Page tables: ten million random operations on every architecture.
PTMAP_OPERATIONS = 10000000
ptmap-diff:
	tests/ptmap/diff.sh $(B)/ptmap-diff $(PTMAP_OPERATIONS)

# The orders that unmap, flush, retire and reuse need: each searched to the end,
# each defect found. 100 s of processor time on two processors, 250 MB on each.
model:
	@tests/need.sh build model
	python3 tests/model/run.py

# Dynamic, so that the sanitizers' and Valgrind's allocators take part.
SAN_FLAGS = -g -O1 -fno-omit-frame-pointer -fsanitize=address,undefined \
	-fno-sanitize-recover=all
sanitize: samples
	$(MAKE) B=$(B)/san CFLAGS='$(SAN_FLAGS)' LDFLAGS= LDFLAGS_runimg= all
	LP_INSTRUMENTED=1 LP_SAMPLE=20 LP_BIN=$(abspath $(B))/san/bin \
	    $(BATS) $(B)

memcheck: samples
	$(MAKE) B=$(B)/dyn CFLAGS='-g -O1' LDFLAGS= LDFLAGS_runimg= all
	tests/memcheck.sh $(B)

# Every check removed in turn: a test must fail without it.
mutants: all samples
	python3 tests/mutants.py $(B)

# Contracts of the logic files, by Frama-C; what was proved here before and has
# not changed is not proved again. First, what would make the proofs say less.
verify:
	@tests/need.sh build verify
	python3 tests/verify/axioms.py
	python3 tests/verify/verify.py

# Defects in what is proved: a goal must fail, at limits that do without them.
verify-mutants:
	@tests/need.sh build verify
	python3 tests/verify/mutants.py

# Contracts that contradict themselves would be proved of any code.
verify-smoke:
	@tests/need.sh build verify
	python3 tests/verify/smoke.py

coverage: samples
	$(MAKE) B=$(B)/cov CFLAGS='-O0 -g --coverage' LDFLAGS= \
	    LDFLAGS_runimg= all
	tests/coverage.sh $(B)

bench: all samples $(B)/bpf/bench
	tests/bench.sh $(B)

.PHONY: ptmap-diff model check check-style check-suite sanitize memcheck mutants verify \
	verify-mutants verify-smoke bench coverage musl real
