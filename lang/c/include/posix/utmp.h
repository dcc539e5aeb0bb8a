#ifndef _UTMP_H
#define _UTMP_H 1
#include <features.h>
#include <sys/types.h>
#include <sys/time.h>
#define UT_LINESIZE 32
#define UT_NAMESIZE 32
#define UT_HOSTSIZE 256
struct exit_status { short e_termination, e_exit; };
struct utmp {
  short ut_type;
  pid_t ut_pid;
  char ut_line[32], ut_id[4], ut_user[32], ut_host[256];
  struct exit_status ut_exit;
  int ut_session;
  struct { int tv_sec, tv_usec; } ut_tv;
  int ut_addr_v6[4];
  char __glibc_reserved[20];
};
enum { EMPTY, RUN_LVL, BOOT_TIME, NEW_TIME, OLD_TIME, INIT_PROCESS, LOGIN_PROCESS, USER_PROCESS, DEAD_PROCESS };
#define ut_name ut_user
#define ut_time ut_tv.tv_sec
#endif
