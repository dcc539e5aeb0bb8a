#ifndef _DLFCN_H
#define _DLFCN_H 1
#include <features.h>
typedef __SIZE_TYPE__ size_t;
#define RTLD_LAZY 1
#define RTLD_NOW 2
#define RTLD_NOLOAD 4
#define RTLD_DEEPBIND 8
#define RTLD_GLOBAL 256
#define RTLD_LOCAL 0
#define RTLD_NODELETE 4096
#ifdef _GNU_SOURCE
#define RTLD_DL_SYMENT 1
#define RTLD_DL_LINKMAP 2
#define LM_ID_BASE 0
#define LM_ID_NEWLM (-1)
#define RTLD_DI_LMID 1
#define RTLD_DI_LINKMAP 2
#define RTLD_DI_ORIGIN 6
#endif
#define RTLD_NEXT ((void *)-1L)
#define RTLD_DEFAULT ((void *)0)
typedef long Lmid_t;
typedef struct { const char *dli_fname; void *dli_fbase; const char *dli_sname; void *dli_saddr; } Dl_info;
#endif
