#ifndef _SHADOW_H
#define _SHADOW_H 1
#include <features.h>
typedef struct _IO_FILE FILE;
struct spwd { char *sp_namp, *sp_pwdp; long sp_lstchg, sp_min, sp_max, sp_warn, sp_inact, sp_expire; unsigned long sp_flag; };
#endif
