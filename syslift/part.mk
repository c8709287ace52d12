SRC_syslift != ls syslift/*.c
OBJ_syslift = $(SRC_syslift:%.c=$(B)/%.o)
LIBS_syslift = -lZydis
# Debian has no static libZydis.
$(B)/bin/syslift: LDFLAGS =
$(B)/bin/syslift: $(OBJ_syslift)
