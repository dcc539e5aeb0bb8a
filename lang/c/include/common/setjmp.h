#ifndef _SETJMP_H
#define _SETJMP_H 1
#ifdef _WIN32
#define _INC_SETJMP
#include <vcruntime.h>
#define _JBLEN 16
#define _JMP_BUF_DEFINED
typedef struct __attribute__((aligned(16))) _SETJMP_FLOAT128 { unsigned long long Part[2]; } SETJMP_FLOAT128;
typedef SETJMP_FLOAT128 _JBTYPE;
typedef _JBTYPE jmp_buf[_JBLEN];
#define setjmp _setjmp
#else
#include <features.h>
#include <bits/types.h>
#ifdef __x86_64__
typedef long __jmp_buf[8];
#else
typedef int __jmp_buf[6];
#endif
struct __jmp_buf_tag { __jmp_buf __jmpbuf; int __mask_was_saved; __sigset_t __saved_mask; };
typedef struct __jmp_buf_tag jmp_buf[1];
typedef struct __jmp_buf_tag sigjmp_buf[1];
#define setjmp(env) _setjmp(env)
#define sigsetjmp(env, m) __sigsetjmp(env, m)
#endif
#endif
