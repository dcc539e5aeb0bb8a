#ifndef _SYS_STAT_H
#define _SYS_STAT_H 1
#ifdef _WIN32
#define _INC_STAT
#include <sys/types.h>
#define _STAT_DEFINED
struct _stat32 { _dev_t st_dev; _ino_t st_ino; unsigned short st_mode; short st_nlink, st_uid, st_gid; _dev_t st_rdev; _off_t st_size; __time32_t st_atime, st_mtime, st_ctime; };
struct _stat32i64 { _dev_t st_dev; _ino_t st_ino; unsigned short st_mode; short st_nlink, st_uid, st_gid; _dev_t st_rdev; long long st_size; __time32_t st_atime, st_mtime, st_ctime; };
struct _stat64i32 { _dev_t st_dev; _ino_t st_ino; unsigned short st_mode; short st_nlink, st_uid, st_gid; _dev_t st_rdev; _off_t st_size; __time64_t st_atime, st_mtime, st_ctime; };
struct _stat64 { _dev_t st_dev; _ino_t st_ino; unsigned short st_mode; short st_nlink, st_uid, st_gid; _dev_t st_rdev; long long st_size; __time64_t st_atime, st_mtime, st_ctime; };
struct stat { _dev_t st_dev; _ino_t st_ino; unsigned short st_mode; short st_nlink, st_uid, st_gid; _dev_t st_rdev; _off_t st_size; time_t st_atime, st_mtime, st_ctime; };
#define __stat64 _stat64
#ifdef _USE_32BIT_TIME_T
#define _fstat _fstat32
#define _stat _stat32
#define _stati64 _stat32i64
#else
#define _fstat _fstat64i32
#define _fstati64 _fstat64
#define _stat _stat64i32
#define _stati64 _stat64
#define _wstat _wstat64i32
#define _wstati64 _wstat64
#endif
#define _S_IFMT 0xF000
#define _S_IFDIR 0x4000
#define _S_IFCHR 0x2000
#define _S_IFIFO 0x1000
#define _S_IFREG 0x8000
#define _S_IREAD 0x0100
#define _S_IWRITE 0x0080
#define _S_IEXEC 0x0040
#define S_IFMT _S_IFMT
#define S_IFDIR _S_IFDIR
#define S_IFCHR _S_IFCHR
#define S_IFREG _S_IFREG
#define S_IREAD _S_IREAD
#define S_IWRITE _S_IWRITE
#define S_IEXEC _S_IEXEC
#else
#include <features.h>
#include <bits/types.h>
#include <bits/timespec.h>
typedef __UINT64_TYPE__ dev_t;
typedef unsigned int gid_t;
typedef __ino_sel_t ino_t;
typedef unsigned int mode_t;
typedef __SIZE_TYPE__ nlink_t;
typedef __off_sel_t off_t;
typedef unsigned int uid_t;
typedef __blkcnt_sel_t blkcnt_t;
typedef long blksize_t;
struct stat {
#ifdef __x86_64__
  __dev_t st_dev;
  __ino_t st_ino;
  __nlink_t st_nlink;
  __mode_t st_mode;
  __uid_t st_uid;
  __gid_t st_gid;
  int __pad0;
  __dev_t st_rdev;
  __off_t st_size;
  __blksize_t st_blksize;
  __blkcnt_t st_blocks;
  struct timespec st_atim, st_mtim, st_ctim;
  long __glibc_reserved[3];
#elif defined __USE_TIME_BITS64
  __dev_t st_dev;
  __ino64_t st_ino;
  __mode_t st_mode;
  __nlink_t st_nlink;
  __uid_t st_uid;
  __gid_t st_gid;
  __dev_t st_rdev;
  __off64_t st_size;
  __blksize_t st_blksize;
  __blkcnt64_t st_blocks;
  struct timespec st_atim, st_mtim, st_ctim;
#elif defined __USE_FILE_OFFSET64
  __dev_t st_dev;
  unsigned short __pad1;
  __ino_t __st_ino;
  __mode_t st_mode;
  __nlink_t st_nlink;
  __uid_t st_uid;
  __gid_t st_gid;
  __dev_t st_rdev;
  unsigned short __pad2;
  __off64_t st_size;
  __blksize_t st_blksize;
  __blkcnt64_t st_blocks;
  struct timespec st_atim, st_mtim, st_ctim;
  __ino64_t st_ino;
#else
  __dev_t st_dev;
  unsigned short __pad1;
  __ino_t st_ino;
  __mode_t st_mode;
  __nlink_t st_nlink;
  __uid_t st_uid;
  __gid_t st_gid;
  __dev_t st_rdev;
  unsigned short __pad2;
  __off_t st_size;
  __blksize_t st_blksize;
  __blkcnt_t st_blocks;
  struct timespec st_atim, st_mtim, st_ctim;
  unsigned long __glibc_reserved4, __glibc_reserved5;
#endif
};
#define st_atime st_atim.tv_sec
#define st_mtime st_mtim.tv_sec
#define st_ctime st_ctim.tv_sec
#define S_IFMT 0xf000
#define S_IFDIR 0x4000
#define S_IFCHR 8192
#define S_IFBLK 0x6000
#define S_IFREG 0x8000
#define S_IFIFO 4096
#define S_IFLNK 0xa000
#define S_IFSOCK 0xc000
#define S_ISUID 2048
#define S_ISGID 1024
#define S_ISVTX 512
#define S_IRUSR 256
#define S_IWUSR 128
#define S_IXUSR 64
#define S_IRWXU 448
#define S_IREAD 256
#define S_IWRITE 128
#define S_IEXEC 64
#define S_IRGRP 32
#define S_IWGRP 16
#define S_IXGRP 8
#define S_IRWXG 56
#define S_IROTH 4
#define S_IWOTH 2
#define S_IXOTH 1
#define S_IRWXO 7
#define ACCESSPERMS 511
#define ALLPERMS 4095
#define DEFFILEMODE 438
#define S_BLKSIZE 512
#define UTIME_NOW 0x3fffffffL
#define UTIME_OMIT 0x3ffffffeL
#define S_ISDIR(m) (((m) & S_IFMT) == S_IFDIR)
#define S_ISCHR(m) (((m) & S_IFMT) == S_IFCHR)
#define S_ISBLK(m) (((m) & S_IFMT) == S_IFBLK)
#define S_ISREG(m) (((m) & S_IFMT) == S_IFREG)
#define S_ISFIFO(m) (((m) & S_IFMT) == S_IFIFO)
#define S_ISLNK(m) (((m) & S_IFMT) == S_IFLNK)
#define S_ISSOCK(m) (((m) & S_IFMT) == S_IFSOCK)
#endif
#endif
