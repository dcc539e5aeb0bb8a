#ifndef _BITS_TYPES_H
#define _BITS_TYPES_H 1
#include <features.h>
typedef __SIZE_TYPE__ size_t;
typedef unsigned char __u_char;
typedef unsigned short __u_short;
typedef unsigned int __u_int;
typedef unsigned long __u_long;
typedef signed char __int8_t;
typedef unsigned char __uint8_t;
typedef short __int16_t;
typedef unsigned short __uint16_t;
typedef int __int32_t;
typedef unsigned int __uint32_t;
typedef __INT64_TYPE__ __int64_t;
typedef __UINT64_TYPE__ __uint64_t;
typedef __INT64_TYPE__ __quad_t;
typedef __UINT64_TYPE__ __u_quad_t;
typedef __UINT64_TYPE__ __dev_t;
typedef unsigned int __uid_t;
typedef unsigned int __gid_t;
typedef unsigned long __ino_t;
typedef __UINT64_TYPE__ __ino64_t;
typedef unsigned int __mode_t;
typedef __SIZE_TYPE__ __nlink_t;
typedef long __off_t;
typedef __INT64_TYPE__ __off64_t;
typedef int __pid_t;
typedef struct { int __val[2]; } __fsid_t;
typedef long __clock_t;
typedef long __time_t;
typedef long __suseconds_t;
typedef unsigned long __rlim_t;
typedef __UINT64_TYPE__ __rlim64_t;
typedef unsigned int __id_t;
typedef unsigned int __useconds_t;
typedef int __daddr_t;
typedef int __key_t;
typedef int __clockid_t;
typedef void *__timer_t;
typedef long __blksize_t;
typedef long __blkcnt_t;
typedef __INT64_TYPE__ __blkcnt64_t;
typedef unsigned long __fsblkcnt_t;
typedef __UINT64_TYPE__ __fsblkcnt64_t;
typedef unsigned long __fsfilcnt_t;
typedef __UINT64_TYPE__ __fsfilcnt64_t;
typedef __PTRDIFF_TYPE__ __ssize_t;
typedef char *__caddr_t;
typedef __PTRDIFF_TYPE__ __intptr_t;
typedef unsigned int __socklen_t;
typedef int __sig_atomic_t;
#ifdef __USE_TIME_BITS64
typedef __INT64_TYPE__ __time_sel_t;
#else
typedef long __time_sel_t;
#endif
#ifdef __USE_FILE_OFFSET64
typedef __INT64_TYPE__ __off_sel_t;
typedef __UINT64_TYPE__ __ino_sel_t;
typedef __INT64_TYPE__ __blkcnt_sel_t;
typedef __UINT64_TYPE__ __ublk_sel_t;
#else
typedef long __off_sel_t;
typedef unsigned long __ino_sel_t;
typedef long __blkcnt_sel_t;
typedef unsigned long __ublk_sel_t;
#endif
typedef struct { int __count; union { __WINT_TYPE__ __wch; char __wchb[4]; } __value; } __mbstate_t;
typedef struct { unsigned long __val[1024 / (8 * sizeof(unsigned long))]; } __sigset_t;
typedef __time_sel_t time_t;
#endif
