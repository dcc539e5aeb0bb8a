#ifndef _SYS_UCONTEXT_H
#define _SYS_UCONTEXT_H 1
#include <signal.h>
#ifdef __x86_64__
typedef long long greg_t;
#define __NGREG 23
typedef greg_t gregset_t[23];
struct _libc_fpxreg { unsigned short significand[4], exponent, __glibc_reserved1[3]; };
struct _libc_xmmreg { unsigned int element[4]; };
struct _libc_fpstate {
  unsigned short cwd, swd, ftw, fop;
  unsigned long rip, rdp;
  unsigned int mxcsr, mxcr_mask;
  struct _libc_fpxreg _st[8];
  struct _libc_xmmreg _xmm[16];
  unsigned int __glibc_reserved1[24];
};
typedef struct _libc_fpstate *fpregset_t;
typedef struct { gregset_t gregs; fpregset_t fpregs; unsigned long long __reserved1[8]; } mcontext_t;
#else
typedef int greg_t;
#define __NGREG 19
typedef greg_t gregset_t[19];
struct _libc_fpreg { unsigned short significand[4], exponent; };
struct _libc_fpstate { unsigned long cw, sw, tag, ipoff, cssel, dataoff, datasel; struct _libc_fpreg _st[8]; unsigned long status; };
typedef struct _libc_fpstate *fpregset_t;
typedef struct { gregset_t gregs; fpregset_t fpregs; unsigned long oldmask, cr2; } mcontext_t;
#endif
#define NGREG __NGREG
typedef struct ucontext_t {
  unsigned long uc_flags;
  struct ucontext_t *uc_link;
  stack_t uc_stack;
  mcontext_t uc_mcontext;
  sigset_t uc_sigmask;
  struct _libc_fpstate __fpregs_mem;
#ifdef __x86_64__
  unsigned long long __ssp[4];
#else
  unsigned long __ssp[4];
#endif
} ucontext_t;
#endif
