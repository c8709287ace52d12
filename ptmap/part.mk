# The library, of the files pt*.c: no libc, and no loop made a call of memset.
SRC_libptmap != ls ptmap/pt*.c
OBJ_libptmap = $(SRC_libptmap:%.c=$(B)/%.o)
NO_MEMSET != for f in -fno-tree-loop-distribute-patterns -fno-builtin; do \
	$(CC) -Werror $$f -E -x c /dev/null >/dev/null 2>&1 && echo $$f && break; \
	done
$(OBJ_libptmap): CFLAGS += -ffreestanding $(NO_MEMSET)
$(B)/libptmap.a: $(OBJ_libptmap)
	@echo "  AR      $@"
	@rm -f $@
	$(Q)ar rcs $@ $(OBJ_libptmap)

SRC_ptmap != ls ptmap/*.c | grep -v /pt
OBJ_ptmap = $(SRC_ptmap:%.c=$(B)/%.o)
LIBS_ptmap = $(B)/libptmap.a
$(B)/bin/ptmap: $(OBJ_ptmap) $(B)/libptmap.a
