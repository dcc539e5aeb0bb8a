#ifndef _PWD_H
#define _PWD_H 1
#include <features.h>
#include <bits/types.h>
typedef unsigned int gid_t;
typedef unsigned int uid_t;
typedef struct _IO_FILE FILE;
struct passwd { char *pw_name, *pw_passwd; __uid_t pw_uid; __gid_t pw_gid; char *pw_gecos, *pw_dir, *pw_shell; };
#endif
