#ifndef _LINUX_LIMITS_H
#define _LINUX_LIMITS_H
#define NGROUPS_MAX 0x10000
#define NAME_MAX 255
#define PATH_MAX 4096
#define PIPE_BUF 4096
#define RTSIG_MAX 32
#endif
