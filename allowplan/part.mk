SRC_allowplan != ls allowplan/*.c
OBJ_allowplan = $(SRC_allowplan:%.c=$(B)/%.o)
LIBS_allowplan = -lseccomp
$(B)/bin/allowplan: $(OBJ_allowplan)
