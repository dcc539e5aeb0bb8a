#ifndef _SYS_STATVFS_H
#define _SYS_STATVFS_H 1
#include <features.h>
#include <bits/types.h>
typedef __ublk_sel_t fsblkcnt_t;
typedef __ublk_sel_t fsfilcnt_t;
struct statvfs {
  unsigned long f_bsize, f_frsize;
  __ublk_sel_t f_blocks, f_bfree, f_bavail, f_files, f_ffree, f_favail;
  unsigned long f_fsid;
#ifndef __x86_64__
  int __f_unused;
#endif
  unsigned long f_flag, f_namemax;
  int __f_spare[6];
};
enum { ST_RDONLY = 1, ST_NOSUID, ST_NODEV = 4, ST_NOEXEC = 8 };
#endif
