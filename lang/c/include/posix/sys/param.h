#ifndef _SYS_PARAM_H
#define _SYS_PARAM_H 1
#undef NULL
#define NULL ((void *)0)
#include <sys/types.h>
#include <limits.h>
#include <endian.h>
#include <signal.h>
#define NBBY 8
#define NGROUPS 0x10000
#define MAXPATHLEN 4096
#define MAXSYMLINKS 20
#define MAXHOSTNAMELEN 64
#define NOFILE 256
#define HZ 100
#define DEV_BSIZE 512
#define MIN(a, b) (((a) < (b)) ? (a) : (b))
#define MAX(a, b) (((a) > (b)) ? (a) : (b))
#define howmany(x, y) (((x) + ((y) - 1)) / (y))
#define roundup(x, y) ((((x) + ((y) - 1)) / (y)) * (y))
#define powerof2(x) ((((x) - 1) & (x)) == 0)
#endif
