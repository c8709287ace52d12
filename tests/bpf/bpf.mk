# Tests of bpfcheck against the running kernel.

SRC_kload = $(addprefix tests/bpf/,kload.c kernel.c maps.c batch.c)
BPF_GEN = $(addprefix tests/bpf/,gen.c gen_base.c gen_scalar.c gen_memory.c \
	gen_bound.c gen_flow.c gen_odd.c gen_context.c gen_packet.c \
	gen_helper.c gen_map.c gen_ref.c gen_dynptr.c dis.c kernel.c maps.c \
	batch.c)
# The running kernel's types need its symbols.
OBJ_vmtypes = $(addprefix $(B)/bpfcheck/,symbols.o slurp.o)
SRC_bpfdiff = $(addprefix tests/bpf/,diff.c vmtypes.c table.c compare.c shrink.c core.c \
	mutate.c) \
	$(BPF_GEN)
SRC_bpfrun = $(addprefix tests/bpf/,run.c interp.c interp_alu.c) $(BPF_GEN)

$(B)/tests/bpf/%.o: CPPFLAGS_ALL += -Ibpfcheck
$(B)/bpf/kload: $(SRC_kload:%.c=$(B)/%.o)
# The core alone: vf_check.
$(B)/bpf/bpfdiff: $(SRC_bpfdiff:%.c=$(B)/%.o) $(OBJ_vmtypes) $(B)/libbpfcheck.a
$(B)/bpf/bpfrun: $(SRC_bpfrun:%.c=$(B)/%.o) $(B)/libbpfcheck.a
# Beside the kernel's own verification time.
SRC_bpfbench = tests/bench/bpf.c tests/bpf/core.c $(BPF_GEN)
$(B)/tests/bench/bpf.o: CPPFLAGS_ALL += -Itests/bpf -Ibpfcheck
$(B)/bpf/bench: $(SRC_bpfbench:%.c=$(B)/%.o) $(B)/libbpfcheck.a
$(B)/bpf/kload $(B)/bpf/bpfdiff $(B)/bpf/bpfrun $(B)/bpf/operators $(B)/bpf/bpfinside \
    $(B)/bpf/bpfhost $(B)/bpf/bpfexplain $(B)/bpf/bpfkernels $(B)/bpf/bpfcontext $(B)/bpf/bpfcalls $(B)/bpf/bpftraced $(B)/bpf/bpftail $(B)/bpf/bpfwire $(B)/bpf/bench:
	@mkdir -p $(@D)
	@echo "  LD      $@"
	$(Q)$(CC) $(CFLAGS) -o $@ $^

$(B)/bpf/kobj: $(addprefix $(B)/tests/bpf/,kobj.o kernel.o maps.o batch.o) \
	$(B)/bpfcheck/special.o $(B)/libbpfcheck.a
	@mkdir -p $(@D)
	@echo "  LD      $@"
	$(Q)$(CC) $(CFLAGS) -o $@ $^ -l:libbpf.a -lelf -lz

# Debian's selftests of Linux 6.12, compiled here, each program asked of the
# kernel and of bpfcheck. LINUX_SOURCE: a tree that is unpacked already.
bpf-corpus: $(B)/bpf/kobj $(B)/bin/bpfcheck
	@tests/need.sh build bpf
	tests/bpf/corpus.sh $(B)

SRC_bpfinside = $(addprefix tests/bpf/,inside.c known.c core.c interp.c interp_alu.c) \
	$(BPF_GEN)
$(B)/bpf/bpfinside: $(SRC_bpfinside:%.c=$(B)/%.o) $(B)/libbpfcheck.a
SRC_bpfhost = $(addprefix tests/bpf/,host.c core.c maps.c batch.c)
$(B)/bpf/bpfhost: $(SRC_bpfhost:%.c=$(B)/%.o) $(B)/libbpfcheck.a
SRC_bpfexplain = $(addprefix tests/bpf/,explain.c vmtypes.c core.c mutate.c) $(BPF_GEN)
$(B)/bpf/bpfexplain: $(SRC_bpfexplain:%.c=$(B)/%.o) $(OBJ_vmtypes) \
	$(patsubst %,$(B)/bpfcheck/%.o,trace slice slicestep slicejump) \
	$(B)/libbpfcheck.a
SRC_bpfcontext = $(addprefix tests/bpf/,context.c vmtypes.c core.c kernel.c maps.c batch.c)
$(B)/bpf/bpfcontext: $(SRC_bpfcontext:%.c=$(B)/%.o) $(OBJ_vmtypes) $(B)/libbpfcheck.a
SRC_bpfcalls = $(addprefix tests/bpf/,calls.c vmtypes.c values.c core.c kernel.c maps.c batch.c)
$(B)/bpf/bpfcalls: $(SRC_bpfcalls:%.c=$(B)/%.o) $(OBJ_vmtypes) $(B)/libbpfcheck.a
SRC_bpftail = $(addprefix tests/bpf/,tail.c kernel.c maps.c batch.c)
$(B)/bpf/bpftail: $(SRC_bpftail:%.c=$(B)/%.o)
$(B)/bpf/bpfwire: $(B)/tests/bpf/wire.o $(patsubst %,$(B)/bpfcheck/%.o,wire wireget object) $(B)/common/fault.o
# Programs that trace.
SRC_bpftraced = $(addprefix tests/bpf/,traced.c tracedgen.c vmtypes.c core.c dis.c kernel.c maps.c batch.c)
$(B)/bpf/bpftraced: $(SRC_bpftraced:%.c=$(B)/%.o) $(OBJ_vmtypes) $(B)/libbpfcheck.a
SRC_operators = $(addprefix tests/bpf/,operators.c interp_alu.c)
$(B)/bpf/operators: $(SRC_operators:%.c=$(B)/%.o) $(B)/libbpfcheck.a

BPF_PROGS = $(B)/bpf/progs.batch
$(BPF_PROGS): tests/bpf/asm.py $(wildcard tests/bpf/progs/*.bpf)
	@mkdir -p $(@D)
	python3 tests/bpf/asm.py tests/bpf/progs/*.bpf >$@

UNPRIVILEGED_PROGS = $(B)/bpf/unprivileged.batch
$(UNPRIVILEGED_PROGS): tests/bpf/asm.py $(wildcard tests/bpf/unprivileged/*.bpf)
	@mkdir -p $(@D)
	python3 tests/bpf/asm.py tests/bpf/unprivileged/*.bpf >$@

# Our own programs: is what the files say what the kernel says, and bpfcheck?
bpf-progs: $(B)/bpf/kload $(B)/bpf/bpfdiff $(BPF_PROGS)
	$(B)/bpf/kload -c $(BPF_PROGS)
	$(B)/bpf/bpfdiff --all --baseline tests/bpf/baseline-6.18 $(BPF_PROGS)

# After a change that is meant: what differs, to be read before it is kept.
bpf-baseline: $(B)/bpf/bpfdiff $(BPF_PROGS)
	-$(B)/bpf/bpfdiff --all --names --no-shrink --show 0 $(BPF_PROGS) \
	    >tests/bpf/baseline-6.18

# Random programs; what the kernel rejects must not be accepted.
BPF_COUNT = 1000000
bpf-random: $(B)/bpf/bpfdiff
	tests/bpf/random.sh $(B)/bpf/bpfdiff $(BPF_COUNT)

# Of all types, with contexts, packets, maps, helpers.
bpf-random-maps: $(B)/bpf/bpfdiff
	tests/bpf/random.sh $(B)/bpf/bpfdiff $(BPF_COUNT) '' --maps

# The same for those without capabilities: LP_BPF_UNPRIVILEGED=1 lets them load
# programs meanwhile.
bpf-unprivileged: $(B)/bpf/bpfdiff $(UNPRIVILEGED_PROGS)
	tests/bpf/unprivileged.sh $(B)/bpf/bpfdiff --unprivileged \
	    --count $(BPF_COUNT)
	tests/bpf/unprivileged.sh $(B)/bpf/bpfdiff --unprivileged --mutate \
	    --count $(BPF_COUNT) $(UNPRIVILEGED_PROGS)

# Our own, each changed in a few places.
bpf-mutate: $(B)/bpf/bpfdiff $(BPF_PROGS)
	$(B)/bpf/bpfdiff --mutate --count $(BPF_COUNT) $(BPF_PROGS)

# The interpreter against the kernel's runs.
bpf-run: $(B)/bpf/bpfrun
	$(B)/bpf/bpfrun --count 20000
	$(B)/bpf/bpfrun --open --count 20000

# The manual's table of what differs; after a change that is meant.
bpf-differences: $(B)/bpf/bpfdiff $(BPF_PROGS)
	python3 tests/bpf/differences.py $^ man/bpfcheck.1 --write

# Other kernels, in QEMU: see kernels.sh.
$(B)/bpf/guest: $(addprefix $(B)/tests/bpf/,guest.o kernel.o maps.o batch.o)
	@mkdir -p $(@D)
	@echo "  LD      $@"
	$(Q)$(CC) $(CFLAGS) -static -o $@ $^

SRC_bpfkernels = $(addprefix tests/bpf/,kernels.c core.c maps.c batch.c)
$(B)/bpf/bpfkernels: $(SRC_bpfkernels:%.c=$(B)/%.o) $(B)/libbpfcheck.a

# What Debian's 6.1 and 6.12 say, of our own programs as recorded, and of random
# ones: half an hour without a processor's help.
KERNEL_COUNT = 1000
KERNEL_SEED = $(shell date +%s)000
bpf-kernels: $(B)/bpf/guest $(B)/bpf/bpfkernels $(B)/bpf/bpfdiff $(BPF_PROGS)
	@echo "seed $(KERNEL_SEED), $(KERNEL_COUNT) of a kind"
	tests/bpf/batches.sh $(B)/bpf/bpfdiff $(BPF_PROGS) $(KERNEL_COUNT) \
	    $(KERNEL_SEED) >$(B)/bpf/random.batch
	for k in 6.1 6.12; do \
	    tests/bpf/kernels.sh $(B) $$k $(BPF_PROGS) $(B)/bpf/own-$$k && \
	    diff tests/bpf/baseline-$$k $(B)/bpf/own-$$k && \
	    $(B)/bpf/bpfkernels -n $$k $(BPF_PROGS) $(B)/bpf/own-$$k && \
	    tests/bpf/kernels.sh $(B) $$k $(B)/bpf/random.batch \
	        $(B)/bpf/random-$$k && \
	    $(B)/bpf/bpfkernels -n $$k $(B)/bpf/random.batch \
	        $(B)/bpf/random-$$k || exit; \
	done

# After a change that is meant, or with new programs: to be read, too.
bpf-kernels-baseline: $(B)/bpf/guest $(BPF_PROGS)
	for k in 6.1 6.12; do \
	    tests/bpf/kernels.sh $(B) $$k $(BPF_PROGS) tests/bpf/baseline-$$k || \
	    exit; \
	done

# Variables of the kernel's, of which the kernel of make check may have none that
# has an address: as 6.12 has them.
bpf-variables: $(B)/bpf/guest $(B)/bin/bpfcheck
	python3 tests/bpf/variables.py $(B)

bpf-tools: $(B)/bpf/bpfwire $(B)/bpf/bpftail $(B)/bpf/bpftraced $(B)/bpf/bpfexplain $(B)/bpf/bpfkernels $(B)/bpf/bpfhost $(B)/bpf/bpfcontext $(B)/bpf/bpfcalls $(B)/bpf/operators $(B)/bpf/bpfinside $(B)/bpf/kload $(B)/bpf/bpfdiff $(B)/bpf/bpfrun $(BPF_PROGS) \
    $(UNPRIVILEGED_PROGS)

.PHONY: bpf-variables bpf-differences bpf-kernels bpf-kernels-baseline bpf-corpus bpf-progs bpf-baseline bpf-random bpf-random-maps bpf-mutate bpf-run bpf-unprivileged bpf-tools
