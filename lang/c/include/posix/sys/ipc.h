#ifndef _SYS_IPC_H
#define _SYS_IPC_H 1
#include <features.h>
#include <bits/types.h>
typedef unsigned int uid_t;
typedef unsigned int gid_t;
typedef unsigned int mode_t;
typedef int key_t;
struct ipc_perm {
  __key_t __key;
  __uid_t uid;
  __gid_t gid;
  __uid_t cuid;
  __gid_t cgid;
  __mode_t mode;
  unsigned short __seq, __pad2;
  unsigned long __glibc_reserved1, __glibc_reserved2;
};
#define IPC_CREAT 512
#define IPC_EXCL 1024
#define IPC_NOWAIT 2048
#define IPC_RMID 0
#define IPC_SET 1
#define IPC_STAT 2
#define IPC_PRIVATE 0
#endif
