#ifndef _SYS_SEM_H
#define _SYS_SEM_H 1
#include <sys/types.h>
#include <sys/ipc.h>
struct sembuf { unsigned short sem_num; short sem_op, sem_flg; };
struct semid_ds {
  struct ipc_perm sem_perm;
#if defined __USE_TIME_BITS64 && !defined __x86_64__
  __time_sel_t sem_otime, sem_ctime;
#else
  __time_t sem_otime;
  unsigned long __sem_otime_high;
  __time_t sem_ctime;
  unsigned long __sem_ctime_high;
#endif
  unsigned long sem_nsems, __glibc_reserved3, __glibc_reserved4;
};
struct seminfo { int semmap, semmni, semmns, semmnu, semmsl, semopm, semume, semusz, semvmx, semaem; };
enum { SEM_UNDO = 4096, GETPID = 11, GETVAL, GETALL, GETNCNT, GETZCNT, SETVAL, SETALL, SEM_STAT, SEM_INFO };
#endif
