#ifndef _DIRENT_H
#define _DIRENT_H 1
#include <features.h>
#include <bits/types.h>
#include <linux/limits.h>
typedef __ino_sel_t ino_t;
struct dirent {
  __ino_sel_t d_ino;
  __off_sel_t d_off;
  unsigned short d_reclen;
  unsigned char d_type;
  char d_name[256];
};
struct dirent64 { __ino64_t d_ino; __off64_t d_off; unsigned short d_reclen; unsigned char d_type; char d_name[256]; };
#define d_fileno d_ino
#define _DIRENT_HAVE_D_RECLEN
#define _DIRENT_HAVE_D_OFF
#define _DIRENT_HAVE_D_TYPE
typedef struct __dirstream DIR;
#define DT_UNKNOWN 0
#define DT_FIFO 1
#define DT_CHR 2
#define DT_DIR 4
#define DT_BLK 6
#define DT_REG 8
#define DT_LNK 10
#define DT_SOCK 12
#define DT_WHT 14
#define MAXNAMLEN 255
#endif
