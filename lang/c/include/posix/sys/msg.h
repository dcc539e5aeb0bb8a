#ifndef _SYS_MSG_H
#define _SYS_MSG_H 1
#include <sys/ipc.h>
typedef int pid_t;
typedef __PTRDIFF_TYPE__ ssize_t;
typedef unsigned long msgqnum_t;
typedef unsigned long msglen_t;
#if defined __x86_64__ || defined __USE_TIME_BITS64
#define __APIC_T(n) __time_sel_t n
#else
#define __APIC_T(n) __time_t n; unsigned long __##n##_high
#endif
struct msqid_ds {
  struct ipc_perm msg_perm;
  __APIC_T(msg_stime);
  __APIC_T(msg_rtime);
  __APIC_T(msg_ctime);
  unsigned long __msg_cbytes;
  msgqnum_t msg_qnum;
  msglen_t msg_qbytes;
  __pid_t msg_lspid, msg_lrpid;
  unsigned long __glibc_reserved4, __glibc_reserved5;
};
#undef __APIC_T
#ifdef _GNU_SOURCE
struct msgbuf { long mtype; char mtext[1]; };
#endif
#define MSG_NOERROR 4096
#define MSG_EXCEPT 8192
#endif
