#ifndef _FTW_H
#define _FTW_H 1
#include <features.h>
#include <sys/types.h>
#include <sys/stat.h>
enum { FTW_F, FTW_D, FTW_DNR, FTW_NS, FTW_SL, FTW_DP, FTW_SLN, FTW_PHYS = 1, FTW_MOUNT, FTW_CHDIR = 4, FTW_DEPTH = 8, FTW_ACTIONRETVAL = 16, FTW_CONTINUE = 0, FTW_STOP, FTW_SKIP_SUBTREE, FTW_SKIP_SIBLINGS };
struct FTW { int base, level; };
typedef int (*__ftw_func_t)(const char *, const struct stat *, int);
typedef int (*__nftw_func_t)(const char *, const struct stat *, int, struct FTW *);
#endif
