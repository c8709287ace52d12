SRC_patchapply != ls patchapply/*.c
OBJ_patchapply = $(SRC_patchapply:%.c=$(B)/%.o)
LIBS_patchapply = 
$(B)/bin/patchapply: $(OBJ_patchapply)
