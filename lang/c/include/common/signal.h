#ifdef _WIN32
#ifndef _INC_SIGNAL
#define _INC_SIGNAL
#include <corecrt.h>
typedef int sig_atomic_t;
typedef void (*_crt_signal_t)(int);
#define NSIG 23
#define SIGINT 2
#define SIGILL 4
#define SIGFPE 8
#define SIGSEGV 11
#define SIGTERM 15
#define SIGBREAK 21
#define SIGABRT 22
#define SIGABRT_COMPAT 6
#define SIG_DFL ((_crt_signal_t)0)
#define SIG_IGN ((_crt_signal_t)1)
#define SIG_GET ((_crt_signal_t)2)
#define SIG_SGE ((_crt_signal_t)3)
#define SIG_ACK ((_crt_signal_t)4)
#define SIG_ERR ((_crt_signal_t)-1)
#endif
#else
#ifndef _SIGNAL_H
#define _SIGNAL_H 1
#include <features.h>
#include <bits/types.h>
#include <bits/timespec.h>
#include <bits/pthreadtypes.h>
typedef int sig_atomic_t;
typedef __sigset_t sigset_t;
typedef int pid_t;
typedef unsigned int uid_t;
typedef void (*__sighandler_t)(int);
#ifdef _GNU_SOURCE
typedef void (*sighandler_t)(int);
#define SIG_HOLD ((__sighandler_t)2)
#endif
typedef void (*sig_t)(int);
#define SIG_ERR ((__sighandler_t)-1)
#define SIG_DFL ((__sighandler_t)0)
#define SIG_IGN ((__sighandler_t)1)
#define SIGHUP 1
#define SIGINT 2
#define SIGQUIT 3
#define SIGILL 4
#define SIGTRAP 5
#define SIGABRT 6
#define SIGIOT 6
#define SIGBUS 7
#define SIGFPE 8
#define SIGKILL 9
#define SIGUSR1 10
#define SIGSEGV 11
#define SIGUSR2 12
#define SIGPIPE 13
#define SIGALRM 14
#define SIGTERM 15
#define SIGSTKFLT 16
#define SIGCHLD 17
#define SIGCLD 17
#define SIGCONT 18
#define SIGSTOP 19
#define SIGTSTP 20
#define SIGTTIN 21
#define SIGTTOU 22
#define SIGURG 23
#define SIGXCPU 24
#define SIGXFSZ 25
#define SIGVTALRM 26
#define SIGPROF 27
#define SIGWINCH 28
#define SIGIO 29
#define SIGPOLL 29
#define SIGPWR 30
#define SIGSYS 31
#define _NSIG 65
#define NSIG 65
#define SIGRTMIN (__libc_current_sigrtmin())
#define SIGRTMAX (__libc_current_sigrtmax())
#define SIG_BLOCK 0
#define SIG_UNBLOCK 1
#define SIG_SETMASK 2
#define SA_NOCLDSTOP 1
#define SA_NOCLDWAIT 2
#define SA_SIGINFO 4
#define SA_ONSTACK 0x8000000
#define SA_RESTART 0x10000000
#define SA_NODEFER 0x40000000
#define SA_RESETHAND 0x80000000U
#define SS_ONSTACK 1
#define SS_DISABLE 2
#define SIGEV_SIGNAL 0
#define SIGEV_NONE 1
#define SIGEV_THREAD 2
#define SIGEV_THREAD_ID 4
enum { SI_USER, SI_KERNEL = 128, SI_QUEUE = -1, SI_TIMER = -2, CLD_EXITED = 1, CLD_KILLED, CLD_DUMPED, CLD_TRAPPED, CLD_STOPPED, CLD_CONTINUED };
#define MINSIGSTKSZ 2048
#define SIGSTKSZ 8192
union sigval { int sival_int; void *sival_ptr; };
typedef union sigval __sigval_t;
typedef union sigval sigval_t;
typedef struct {
  int si_signo, si_errno, si_code;
#ifdef __x86_64__
  int __pad0;
#endif
  union {
    int _pad[sizeof(long) == 8 ? 28 : 29];
    struct { int si_pid; unsigned int si_uid; } _kill;
    struct { int si_tid, si_overrun; __sigval_t si_sigval; } _timer;
    struct { int si_pid; unsigned int si_uid; __sigval_t si_sigval; } _rt;
    struct { int si_pid; unsigned int si_uid; int si_status; long si_utime, si_stime; } _sigchld;
    struct { void *si_addr; short si_addr_lsb; union { struct { void *_lower, *_upper; } _addr_bnd; unsigned int _pkey; } _bounds; } _sigfault;
    struct { long si_band; int si_fd; } _sigpoll;
    struct { void *_call_addr; int _syscall; unsigned int _arch; } _sigsys;
  } _sifields;
} siginfo_t;
#define si_pid _sifields._kill.si_pid
#define si_uid _sifields._kill.si_uid
#define si_status _sifields._sigchld.si_status
#define si_value _sifields._rt.si_sigval
#define si_int _sifields._rt.si_sigval.sival_int
#define si_ptr _sifields._rt.si_sigval.sival_ptr
#define si_addr _sifields._sigfault.si_addr
#define si_band _sifields._sigpoll.si_band
#define si_fd _sifields._sigpoll.si_fd
typedef struct sigevent {
  __sigval_t sigev_value;
  int sigev_signo, sigev_notify;
  union {
    int _pad[sizeof(long) == 8 ? 12 : 13];
    int _tid;
    struct { void (*_function)(__sigval_t); pthread_attr_t *_attribute; } _sigev_thread;
  } _sigev_un;
} sigevent_t;
#define sigev_notify_function _sigev_un._sigev_thread._function
#define sigev_notify_attributes _sigev_un._sigev_thread._attribute
struct sigaction {
  union { __sighandler_t sa_handler; void (*sa_sigaction)(int, siginfo_t *, void *); } __sigaction_handler;
  __sigset_t sa_mask;
  int sa_flags;
  void (*sa_restorer)(void);
};
#define sa_handler __sigaction_handler.sa_handler
#define sa_sigaction __sigaction_handler.sa_sigaction
typedef struct { void *ss_sp; int ss_flags; size_t ss_size; } stack_t;
struct sigstack { void *ss_sp; int ss_onstack; };
#include <sys/ucontext.h>
#endif
#endif
