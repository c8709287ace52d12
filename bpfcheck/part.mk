# The core, a library without libc, is every file that is not named here.
HOST_bpfcheck = main session tell jobs verdict print emit row key order pick csv \
	baseline compare difference report decide pack module load kernel symbols target slurp capture \
	gather answer special signature contexttype mend elfobj elfmaps elflines btfview elfview wire wireget object \
	progtype
# What explains a refusal, the first five without stdio.
EXPLAIN_bpfcheck = trace slice slicestep slicejump suggest cause page pagefile
SRC_bpfcheck = $(HOST_bpfcheck:%=bpfcheck/%.c) $(EXPLAIN_bpfcheck:%=bpfcheck/%.c)
OBJ_bpfcheck = $(SRC_bpfcheck:%.c=$(B)/%.o)
SRC_libbpfcheck != ls bpfcheck/*.c
OBJ_libbpfcheck = $(patsubst %.c,$(B)/%.o,\
	$(filter-out $(SRC_bpfcheck),$(SRC_libbpfcheck)))
$(OBJ_libbpfcheck): CFLAGS += -ffreestanding -Wframe-larger-than=1024
$(B)/libbpfcheck.a: $(OBJ_libbpfcheck)
	@echo "  AR      $@"
	@rm -f $@
	$(Q)ar rcs $@ $(OBJ_libbpfcheck)

# libbpf's calls of these come to answer.c. Its library is static, so that the
# linker sees them.
LDFLAGS_bpfcheck = -Wl,--wrap=syscall,--wrap=bpf_prog_load \
	-Wl,--wrap=btf__load_vmlinux_btf,--wrap=btf__free
LIBS_bpfcheck = $(B)/libbpfcheck.a -l:libbpf.a -lelf -lz
$(B)/bin/bpfcheck: $(OBJ_bpfcheck) $(B)/libbpfcheck.a
include bpfcheck/kmod/kmod.mk
