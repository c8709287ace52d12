# Fuzz targets, one a reader: make fuzz-build, make fuzz FUZZ_SECONDS=3600

FUZZ_SECONDS = 600
FUZZ_CC = clang
FUZZ_B = $(B)/fuzz
FUZZ_SAN = -g -O1 -fno-omit-frame-pointer -fsanitize=address,undefined \
	-fno-sanitize-recover=all
FUZZ_TARGETS = stream list commands elfparse syslift syscallreject allowplan \
	patchapply ptmap runimg imgdump bpfcheck objects csv types
FUZZ_BINS = $(FUZZ_TARGETS:%=$(FUZZ_B)/bin/%)
FUZZ_COMMON = $(COMMON_SRC:%.c=$(FUZZ_B)/%.o) $(FUZZ_B)/tests/fuzz/reseal.o

FUZZ_FLAGS_elfparse = -DTOOL_ARGS='"elfparse", "-q", "-"'
FUZZ_FLAGS_syslift = -DTOOL_STREAM -DTOOL_ARGS='"syslift", "-q"'
FUZZ_FLAGS_syscallreject = -DTOOL_STREAM -DTOOL_ARGS='"syscallreject", "-q"'
FUZZ_FLAGS_allowplan = -DTOOL_STREAM -DTOOL_ARGS='"allowplan", "-q", "1,exit"'
FUZZ_FLAGS_patchapply = -DTOOL_STREAM -DTOOL_ARGS='"patchapply", "-q"'
FUZZ_FLAGS_ptmap = -DTOOL_STREAM -DTOOL_ARGS='"ptmap", "-q"'
FUZZ_FLAGS_runimg = -DTOOL_STREAM -DTOOL_ENVIRON \
	-DTOOL_ARGS='"runimg", "-q", "--check"'
# Instructions, and with one byte more those of a user without privileges;
# objects are the target of that name.
FUZZ_FLAGS_bpfcheck = -DTOOL_ODD=true -DTOOL_ARGS='"bpfcheck", \
	odd ? "--unprivileged" : "-q", "-q", "--raw", "--type", \
	"socket_filter", "-"'
FUZZ_FLAGS_imgdump = -DTOOL_STREAM -DTOOL_ARGS='"imgdump", "-q", "-j"'

$(FUZZ_B)/%.o: %.c Makefile tests/fuzz/fuzz.mk
	@mkdir -p $(@D)
	$(FUZZ_CC) -std=gnu11 $(CPPFLAGS_ALL) $(FUZZ_SAN) \
	    -fsanitize=fuzzer-no-link -I$(<D) -MMD -MP -c -o $@ $<

$(FUZZ_B)/bin/stream $(FUZZ_B)/bin/list: $(FUZZ_B)/bin/%: \
    $(FUZZ_B)/tests/fuzz/%.o $(FUZZ_COMMON) $(FUZZ_B)/allowplan/list.o
	@mkdir -p $(@D)
	$(FUZZ_CC) $(FUZZ_SAN) -fsanitize=fuzzer -o $@ $< $(FUZZ_COMMON) \
	    $(FUZZ_B)/allowplan/list.o -ldeflate -lseccomp

$(FUZZ_B)/tests/fuzz/list.o: CPPFLAGS_ALL += -Iallowplan

# Commands for page tables, and then whether the tables are right.
FUZZ_LIBPTMAP = $(SRC_libptmap:%.c=$(FUZZ_B)/%.o)
$(FUZZ_B)/tests/fuzz/commands.o: CPPFLAGS_ALL += -Itests/ptmap
$(FUZZ_B)/bin/commands: $(FUZZ_B)/tests/fuzz/commands.o \
    $(FUZZ_B)/tests/ptmap/tables.o $(FUZZ_B)/ptmap/commands.o \
    $(FUZZ_B)/ptmap/letters.o $(FUZZ_B)/ptmap/space.o $(FUZZ_LIBPTMAP)
	@mkdir -p $(@D)
	$(FUZZ_CC) $(FUZZ_SAN) -fsanitize=fuzzer -o $@ $^

# Objects of BPF programs: all that this tree makes of them, without libbpf. And
# tables of what was said of them.
FUZZ_LIBBPFCHECK = $(OBJ_libbpfcheck:$(B)/%=$(FUZZ_B)/%)
FUZZ_HOST = $(filter-out %/main.o,$(SRC_bpfcheck:%.c=$(FUZZ_B)/%.o))
$(FUZZ_B)/tests/fuzz/objects.o $(FUZZ_B)/tests/fuzz/csv.o: \
    CPPFLAGS_ALL += -Ibpfcheck
$(FUZZ_B)/bin/objects $(FUZZ_B)/bin/csv: $(FUZZ_B)/bin/%: \
    $(FUZZ_B)/tests/fuzz/%.o $(FUZZ_HOST) \
    $(FUZZ_LIBBPFCHECK) $(FUZZ_COMMON)
	@mkdir -p $(@D)
	$(FUZZ_CC) $(FUZZ_SAN) -fsanitize=fuzzer $(LDFLAGS_bpfcheck) -o $@ $^ \
	    -l:libbpf.a -lelf -lz -ldeflate -lseccomp

# Programs that trace, by BTF of anyone's.
$(FUZZ_B)/tests/fuzz/types.o: CPPFLAGS_ALL += -Ibpfcheck
$(FUZZ_B)/bin/types: $(FUZZ_B)/tests/fuzz/types.o $(FUZZ_LIBBPFCHECK)
	@mkdir -p $(@D)
	$(FUZZ_CC) $(FUZZ_SAN) -fsanitize=fuzzer -o $@ $^

define fuzz_tool
FUZZ_OBJ_$(1) = $$(filter-out %/main.o,$$(SRC_$(1):%.c=$$(FUZZ_B)/%.o)) \
    $(if $(filter ptmap runimg,$(1)),$$(FUZZ_LIBPTMAP)) \
    $(if $(filter bpfcheck,$(1)),$$(FUZZ_LIBBPFCHECK))
$$(FUZZ_B)/tool/$(1).o: tests/fuzz/tool.c $(1)/main.c tests/fuzz/fuzz.mk
	@mkdir -p $$(@D)
	$$(FUZZ_CC) -std=gnu11 $$(CPPFLAGS_ALL) $$(FUZZ_SAN) -I. -I$(1) \
	    -Itests/fuzz -fsanitize=fuzzer-no-link \
	    -DTOOL_MAIN='"$(1)/main.c"' $$(FUZZ_FLAGS_$(1)) -MMD -MP -c -o $$@ $$<
$$(FUZZ_B)/bin/$(1): $$(FUZZ_B)/tool/$(1).o $$(FUZZ_OBJ_$(1)) $$(FUZZ_COMMON)
	@mkdir -p $$(@D)
	$$(FUZZ_CC) $$(FUZZ_SAN) -fsanitize=fuzzer \
	    $(if $(filter bpfcheck,$(1)),$$(LDFLAGS_bpfcheck)) -o $$@ $$^ \
	    $$(filter-out $(B)/libptmap.a $(B)/libbpfcheck.a,$$(LIBS_$(1))) \
	    -lseccomp -ldeflate
endef
$(foreach t,$(filter-out stream list commands objects csv types,$(FUZZ_TARGETS)),$(eval $(call fuzz_tool,$(t))))

fuzz-build: $(FUZZ_BINS)

fuzz: fuzz-build all samples
	tests/fuzz/run.sh $(FUZZ_B) $(B) $(FUZZ_SECONDS) $(FUZZ_TARGETS)

.PHONY: fuzz fuzz-build
