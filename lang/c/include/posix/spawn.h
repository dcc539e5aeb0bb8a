#ifndef _SPAWN_H
#define _SPAWN_H 1
#include <features.h>
#include <sched.h>
#include <sys/types.h>
typedef struct { short __flags; pid_t __pgrp; sigset_t __sd, __ss; struct sched_param __sp; int __policy, __pad[16]; } posix_spawnattr_t;
typedef struct { int __allocated, __used; struct __spawn_action *__actions; int __pad[16]; } posix_spawn_file_actions_t;
enum { POSIX_SPAWN_RESETIDS = 1, POSIX_SPAWN_SETPGROUP, POSIX_SPAWN_SETSIGDEF = 4, POSIX_SPAWN_SETSIGMASK = 8, POSIX_SPAWN_SETSCHEDPARAM = 16, POSIX_SPAWN_SETSCHEDULER = 32, POSIX_SPAWN_USEVFORK = 64, POSIX_SPAWN_SETSID = 128 };
#endif
