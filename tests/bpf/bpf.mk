# Tests of bpfcheck against the running kernel.

SRC_kload = $(addprefix tests/bpf/,kload.c kernel.c batch.c)
$(B)/tests/bpf/%.o: CPPFLAGS_ALL += -Ibpfcheck
$(B)/bpf/kload: $(SRC_kload:%.c=$(B)/%.o)
	@mkdir -p $(@D)
	@echo "  LD      $@"
	$(Q)$(CC) $(CFLAGS) -o $@ $^

BPF_PROGS = $(B)/bpf/progs.batch
$(BPF_PROGS): tests/bpf/asm.py $(wildcard tests/bpf/progs/*.bpf)
	@mkdir -p $(@D)
	python3 tests/bpf/asm.py tests/bpf/progs/*.bpf >$@

# Our own programs: is what the files say what the kernel says?
bpf-progs: $(B)/bpf/kload $(BPF_PROGS)
	$(B)/bpf/kload -c $(BPF_PROGS)

.PHONY: bpf-progs
