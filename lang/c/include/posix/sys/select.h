#ifndef _SYS_SELECT_H
#define _SYS_SELECT_H 1
#include <features.h>
#include <bits/types.h>
#include <bits/timespec.h>
#include <bits/timeval.h>
typedef __sigset_t sigset_t;
typedef __suseconds_t suseconds_t;
typedef long __fd_mask;
typedef long fd_mask;
#define __NFDBITS (8 * (int)sizeof(__fd_mask))
#define FD_SETSIZE 1024
#define NFDBITS __NFDBITS
typedef struct { __fd_mask fds_bits[FD_SETSIZE / __NFDBITS]; } fd_set;
#define FD_SET(d, s) ((void)((s)->fds_bits[(d) / __NFDBITS] |= 1UL << ((d) % __NFDBITS)))
#define FD_CLR(d, s) ((void)((s)->fds_bits[(d) / __NFDBITS] &= ~(1UL << ((d) % __NFDBITS))))
#define FD_ISSET(d, s) (((s)->fds_bits[(d) / __NFDBITS] & (1UL << ((d) % __NFDBITS))) != 0)
#define FD_ZERO(s) ((void)__builtin_memset((s), 0, sizeof(fd_set)))
#endif
