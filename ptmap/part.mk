# The library, of the files pt*.c: no libc, no loop made a call of memset, no
# atomic access a call of libgcc.
SRC_libptmap != ls ptmap/pt*.c
OBJ_libptmap = $(SRC_libptmap:%.c=$(B)/%.o)
NO_MEMSET != for f in -fno-tree-loop-distribute-patterns -fno-builtin; do \
	$(CC) -Werror $$f -E -x c /dev/null >/dev/null 2>&1 && echo $$f && break; \
	done
NO_OUTLINE != $(CC) -Werror -mno-outline-atomics -E -x c /dev/null \
	>/dev/null 2>&1 && echo -mno-outline-atomics || true
$(OBJ_libptmap): CFLAGS += -ffreestanding $(NO_MEMSET) $(NO_OUTLINE)
$(B)/libptmap.a: $(OBJ_libptmap)
	@echo "  AR      $@"
	@rm -f $@
	$(Q)ar rcs $@ $(OBJ_libptmap)

SRC_ptmap != ls ptmap/*.c | grep -v /pt
OBJ_ptmap = $(SRC_ptmap:%.c=$(B)/%.o)
LIBS_ptmap = $(B)/libptmap.a
$(B)/bin/ptmap: $(OBJ_ptmap) $(B)/libptmap.a
