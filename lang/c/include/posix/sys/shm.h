#ifndef _SYS_SHM_H
#define _SYS_SHM_H 1
#include <sys/ipc.h>
typedef int pid_t;
typedef unsigned long shmatt_t;
#if defined __x86_64__ || defined __USE_TIME_BITS64
#define __APIC_T(n) __time_sel_t n
#else
#define __APIC_T(n) __time_t n; unsigned long __##n##_high
#endif
struct shmid_ds {
  struct ipc_perm shm_perm;
  size_t shm_segsz;
  __APIC_T(shm_atime);
  __APIC_T(shm_dtime);
  __APIC_T(shm_ctime);
  __pid_t shm_cpid, shm_lpid;
  shmatt_t shm_nattch;
  unsigned long __glibc_reserved5, __glibc_reserved6;
};
#undef __APIC_T
enum { SHM_R = 256, SHM_W = 128, SHM_RDONLY = 4096, SHM_RND = 8192, SHM_REMAP = 0x4000, SHM_EXEC = 0x8000, SHM_LOCK = 11, SHM_UNLOCK, SHM_HUGETLB = 2048 };
#endif
