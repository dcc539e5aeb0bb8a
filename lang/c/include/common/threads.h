#ifndef _THREADS_H
#define _THREADS_H 1
#include <time.h>
typedef int (*thrd_start_t)(void *);
typedef void (*tss_dtor_t)(void *);
enum { mtx_plain = 0, mtx_recursive = 1, mtx_timed = 2 };
#ifdef _WIN32
/* opaque: sizes not checked against Visual C */
#include <corecrt.h>
typedef struct { void *_Handle; unsigned int _Tid; } thrd_t;
typedef struct { uintptr_t _Opaque[10]; } mtx_t;
typedef struct { uintptr_t _Opaque[9]; } cnd_t;
typedef unsigned long tss_t;
typedef struct { void *_Opaque; } once_flag;
enum { thrd_success, thrd_nomem, thrd_timedout, thrd_busy, thrd_error };
#define ONCE_FLAG_INIT { 0 }
#define TSS_DTOR_ITERATIONS 1
#else
enum { thrd_success = 0, thrd_busy = 1, thrd_error = 2, thrd_nomem = 3, thrd_timedout = 4 };
typedef unsigned int tss_t;
typedef unsigned long thrd_t;
typedef struct { int __data; } __once_flag;
typedef __once_flag once_flag;
#ifdef __x86_64__
typedef union { char __size[40]; long __align; } mtx_t;
#else
typedef union { char __size[24]; long __align; } mtx_t;
#endif
typedef union { char __size[48]; long long __align; } cnd_t;
#define ONCE_FLAG_INIT { 0 }
#define TSS_DTOR_ITERATIONS 4
#endif
#if __STDC_VERSION__ <= 201710L || !defined __STDC_VERSION__
#define thread_local _Thread_local
#endif
#endif
