#ifndef _SYS_WAIT_H
#define _SYS_WAIT_H 1
#include <features.h>
#include <signal.h>
#include <bits/waitflags.h>
typedef enum { P_ALL, P_PID, P_PGID, P_PIDFD } idtype_t;
typedef unsigned int id_t;
#define WAIT_ANY (-1)
#define WAIT_MYPGRP 0
#endif
