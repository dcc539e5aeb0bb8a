#ifndef _FENV_H
#define _FENV_H 1
#ifdef _WIN32
#define _FENV
#include <corecrt.h>
typedef unsigned long fexcept_t;
typedef struct fenv_t { unsigned long _Fe_ctl, _Fe_stat; } fenv_t;
#define FE_INEXACT 1
#define FE_UNDERFLOW 2
#define FE_OVERFLOW 4
#define FE_DIVBYZERO 8
#define FE_INVALID 16
#define FE_TONEAREST 0
#define FE_DOWNWARD 0x100
#define FE_UPWARD 0x200
#define FE_TOWARDZERO 0x300
#define FE_DFL_ENV (&_Fenv1)
#else
#include <features.h>
typedef unsigned short fexcept_t;
typedef struct {
  unsigned short __control_word, __glibc_reserved1, __status_word, __glibc_reserved2, __tags, __glibc_reserved3;
  unsigned int __eip;
  unsigned short __cs_selector;
  unsigned int __opcode : 11, __glibc_reserved4 : 5, __data_offset;
  unsigned short __data_selector, __glibc_reserved5;
#ifdef __x86_64__
  unsigned int __mxcsr;
#endif
} fenv_t;
typedef struct { unsigned short __control_word, __glibc_reserved; unsigned int __mxcsr; } femode_t;
#define FE_INVALID 1
#define __FE_DENORM 2
#define FE_DIVBYZERO 4
#define FE_OVERFLOW 8
#define FE_UNDERFLOW 16
#define FE_INEXACT 32
#define FE_TONEAREST 0
#define FE_DOWNWARD 0x400
#define FE_UPWARD 0x800
#define FE_TOWARDZERO 0xc00
#define FE_DFL_ENV ((const fenv_t *)-1)
#define FE_NOMASK_ENV ((const fenv_t *)-2)
#define FE_DFL_MODE ((const femode_t *)-1L)
#endif
#define FE_ALL_EXCEPT (FE_INEXACT | FE_DIVBYZERO | FE_UNDERFLOW | FE_OVERFLOW | FE_INVALID)
#endif
