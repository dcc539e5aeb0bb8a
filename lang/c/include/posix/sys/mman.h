#ifndef _SYS_MMAN_H
#define _SYS_MMAN_H 1
#include <features.h>
#include <bits/types.h>
typedef __off_sel_t off_t;
typedef unsigned int mode_t;
#define MAP_FAILED ((void *)-1)
#define PROT_READ 1
#define PROT_WRITE 2
#define PROT_EXEC 4
#define PROT_NONE 0
#define MAP_SHARED 1
#define MAP_PRIVATE 2
#define MAP_FIXED 16
#define MAP_FILE 0
#define MAP_ANONYMOUS 32
#define MAP_ANON 32
#define MAP_GROWSDOWN 256
#define MAP_LOCKED 8192
#define MAP_NORESERVE 0x4000
#define MAP_POPULATE 0x8000
#define MAP_STACK 0x20000
#define MAP_HUGETLB 0x40000
#define MAP_FIXED_NOREPLACE 0x100000
#define MAP_32BIT 64
enum { MS_ASYNC = 1, MS_SYNC = 4, MS_INVALIDATE = 2, MCL_CURRENT = 1, MCL_FUTURE, MADV_NORMAL = 0, MADV_RANDOM, MADV_SEQUENTIAL, MADV_WILLNEED, MADV_DONTNEED, MADV_FREE = 8, MADV_HUGEPAGE = 14, MADV_NOHUGEPAGE };
#ifdef _GNU_SOURCE
#define MREMAP_MAYMOVE 1
#define MREMAP_FIXED 2
#define MFD_CLOEXEC 1U
#define MFD_ALLOW_SEALING 2U
#define MFD_HUGETLB 4U
#endif
#endif
