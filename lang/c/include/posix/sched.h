#ifndef _SCHED_H
#define _SCHED_H 1
#include <features.h>
#include <bits/types.h>
#include <bits/timespec.h>
typedef int pid_t;
struct sched_param { int sched_priority; };
typedef unsigned long __cpu_mask;
typedef struct { __cpu_mask __bits[1024 / (8 * sizeof(long))]; } cpu_set_t;
#ifdef _GNU_SOURCE
#define CPU_SETSIZE 1024
#define CPU_ZERO(p) ((void)__builtin_memset((p), 0, sizeof(cpu_set_t)))
#define CPU_SET(c, p) ((p)->__bits[(c) / (8 * sizeof(long))] |= 1UL << ((c) % (8 * sizeof(long))))
#define CPU_CLR(c, p) ((p)->__bits[(c) / (8 * sizeof(long))] &= ~(1UL << ((c) % (8 * sizeof(long)))))
#define CPU_ISSET(c, p) (((p)->__bits[(c) / (8 * sizeof(long))] >> ((c) % (8 * sizeof(long)))) & 1)
#endif
enum { SCHED_OTHER, SCHED_FIFO, SCHED_RR };
#ifdef _GNU_SOURCE
#define SCHED_BATCH 3
#define SCHED_IDLE 5
#define SCHED_DEADLINE 6
#define SCHED_RESET_ON_FORK 0x40000000
#endif
#endif
