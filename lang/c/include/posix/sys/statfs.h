#ifndef _SYS_STATFS_H
#define _SYS_STATFS_H 1
#include <features.h>
#include <bits/types.h>
struct statfs {
  __PTRDIFF_TYPE__ f_type, f_bsize;
  __ublk_sel_t f_blocks, f_bfree, f_bavail, f_files, f_ffree;
  __fsid_t f_fsid;
  __PTRDIFF_TYPE__ f_namelen, f_frsize, f_flags, f_spare[4];
};
#endif
