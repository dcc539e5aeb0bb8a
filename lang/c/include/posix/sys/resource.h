#ifndef _SYS_RESOURCE_H
#define _SYS_RESOURCE_H 1
#include <features.h>
#include <bits/types.h>
#include <bits/timeval.h>
typedef unsigned int id_t;
#ifdef __USE_FILE_OFFSET64
typedef __rlim64_t rlim_t;
#define RLIM_INFINITY 0xffffffffffffffffuLL
#else
typedef __rlim_t rlim_t;
#define RLIM_INFINITY ((__rlim_t)-1)
#endif
typedef __rlim64_t rlim64_t;
#define RLIM64_INFINITY 0xffffffffffffffffuLL
#define RLIM_SAVED_MAX RLIM_INFINITY
#define RLIM_SAVED_CUR RLIM_INFINITY
struct rlimit { rlim_t rlim_cur, rlim_max; };
struct rlimit64 { rlim64_t rlim_cur, rlim_max; };
struct rusage {
  struct timeval ru_utime, ru_stime;
  long ru_maxrss, ru_ixrss, ru_idrss, ru_isrss, ru_minflt, ru_majflt, ru_nswap, ru_inblock, ru_oublock, ru_msgsnd, ru_msgrcv, ru_nsignals, ru_nvcsw, ru_nivcsw;
};
enum { RLIMIT_CPU, RLIMIT_FSIZE, RLIMIT_DATA, RLIMIT_STACK, RLIMIT_CORE, RLIMIT_RSS, RLIMIT_NOFILE = 7, RLIMIT_AS = 9, RLIMIT_NPROC = 6, RLIMIT_MEMLOCK = 8, RLIMIT_NICE = 13, RLIMIT_RTPRIO, RUSAGE_SELF = 0, RUSAGE_CHILDREN = -1, RUSAGE_THREAD = 1, PRIO_MIN = -20, PRIO_MAX = 20, PRIO_PROCESS = 0, PRIO_PGRP, PRIO_USER };
#endif
