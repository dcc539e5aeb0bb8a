#ifndef _SYS_TYPES_H
#define _SYS_TYPES_H 1
#ifdef _WIN32
#define _INC_TYPES
#include <corecrt.h>
#define _INO_T_DEFINED
#define _DEV_T_DEFINED
#define _OFF_T_DEFINED
typedef unsigned short _ino_t;
typedef unsigned short ino_t;
typedef unsigned int _dev_t;
typedef unsigned int dev_t;
typedef long _off_t;
typedef long off_t;
#else
#include <features.h>
#include <bits/types.h>
#include <endian.h>
#include <sys/select.h>
#include <bits/pthreadtypes.h>
typedef unsigned char u_char;
typedef unsigned short u_short;
typedef unsigned int u_int;
typedef unsigned long u_long;
typedef __INT64_TYPE__ quad_t;
typedef __UINT64_TYPE__ u_quad_t;
typedef __fsid_t fsid_t;
typedef __INT64_TYPE__ loff_t;
typedef __ino_sel_t ino_t;
typedef __UINT64_TYPE__ dev_t;
typedef unsigned int gid_t;
typedef unsigned int mode_t;
typedef __SIZE_TYPE__ nlink_t;
typedef unsigned int uid_t;
typedef __off_sel_t off_t;
typedef int pid_t;
typedef unsigned int id_t;
typedef __PTRDIFF_TYPE__ ssize_t;
typedef int daddr_t;
typedef char *caddr_t;
typedef int key_t;
typedef long clock_t;
typedef int clockid_t;
typedef void *timer_t;
typedef unsigned int useconds_t;
typedef unsigned long ulong;
typedef unsigned short ushort;
typedef unsigned int uint;
typedef signed char int8_t;
typedef short int16_t;
typedef int int32_t;
typedef __INT64_TYPE__ int64_t;
typedef unsigned char u_int8_t;
typedef unsigned short u_int16_t;
typedef unsigned int u_int32_t;
typedef __UINT64_TYPE__ u_int64_t;
typedef __PTRDIFF_TYPE__ register_t;
typedef long blksize_t;
typedef __blkcnt_sel_t blkcnt_t;
typedef __ublk_sel_t fsblkcnt_t;
typedef __ublk_sel_t fsfilcnt_t;
#ifdef _LARGEFILE64_SOURCE
typedef __UINT64_TYPE__ ino64_t;
typedef __INT64_TYPE__ off64_t;
typedef __INT64_TYPE__ blkcnt64_t;
typedef __UINT64_TYPE__ fsblkcnt64_t;
typedef __UINT64_TYPE__ fsfilcnt64_t;
#endif
#define __BIT_TYPES_DEFINED__ 1
#endif
#endif
