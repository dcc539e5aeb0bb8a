#ifndef _GRP_H
#define _GRP_H 1
#include <features.h>
#include <bits/types.h>
typedef unsigned int gid_t;
typedef struct _IO_FILE FILE;
struct group { char *gr_name, *gr_passwd; __gid_t gr_gid; char **gr_mem; };
#endif
