#ifndef _LIMITS_H_
#define _LIMITS_H_
#define CHAR_BIT __CHAR_BIT__
#define SCHAR_MAX __SCHAR_MAX__
#define SCHAR_MIN (-SCHAR_MAX - 1)
#define UCHAR_MAX (SCHAR_MAX * 2 + 1)
#define CHAR_MAX SCHAR_MAX
#define CHAR_MIN SCHAR_MIN
#define SHRT_MAX __SHRT_MAX__
#define SHRT_MIN (-SHRT_MAX - 1)
#define USHRT_MAX (SHRT_MAX * 2 + 1)
#define INT_MAX __INT_MAX__
#define INT_MIN (-INT_MAX - 1)
#define UINT_MAX (INT_MAX * 2U + 1U)
#define LONG_MAX __LONG_MAX__
#define LONG_MIN (-LONG_MAX - 1L)
#define ULONG_MAX (LONG_MAX * 2UL + 1UL)
#define LLONG_MAX __LONG_LONG_MAX__
#define LLONG_MIN (-LLONG_MAX - 1LL)
#define ULLONG_MAX (LLONG_MAX * 2ULL + 1ULL)
#ifdef _WIN32
#define _INC_LIMITS
#define MB_LEN_MAX 5
#define _I64_MIN (-9223372036854775807LL - 1)
#define _I64_MAX 9223372036854775807LL
#define _UI64_MAX 0xffffffffffffffffULL
#define SIZE_MAX 0xffffffffffffffffULL
#else
#define _LIBC_LIMITS_H_ 1
#define _GCC_LIMITS_H_
#include <features.h>
#ifdef _GNU_SOURCE
#define LONG_LONG_MAX LLONG_MAX
#define LONG_LONG_MIN LLONG_MIN
#define ULONG_LONG_MAX ULLONG_MAX
#endif
#define MB_LEN_MAX 16
#define NGROUPS_MAX 0x10000
#define NAME_MAX 255
#define PATH_MAX 4096
#define PIPE_BUF 4096
#define RTSIG_MAX 32
#define PTHREAD_KEYS_MAX 1024
#define PTHREAD_DESTRUCTOR_ITERATIONS 4
#define TTY_NAME_MAX 32
#define LOGIN_NAME_MAX 256
#define HOST_NAME_MAX 64
#define MQ_PRIO_MAX 0x8000
#define SEM_VALUE_MAX 0x7fffffff
#define LINE_MAX 2048
#define RE_DUP_MAX 0x7fff
#define _POSIX_HOST_NAME_MAX 255
#define _POSIX_LOGIN_NAME_MAX 9
#define _POSIX_NAME_MAX 14
#define _POSIX_OPEN_MAX 20
#define _POSIX_PATH_MAX 256
#define _POSIX_PIPE_BUF 512
#define _POSIX_SSIZE_MAX 0x7fff
#define _POSIX_TTY_NAME_MAX 9
#ifdef _XOPEN_SOURCE
#define IOV_MAX 1024
#define NL_ARGMAX 4096
#define NL_MSGMAX 0x7fffffff
#define NL_TEXTMAX 0x7fffffff
#define NZERO 20
#define WORD_BIT 32
#ifdef __x86_64__
#define LONG_BIT 64
#else
#define LONG_BIT 32
#endif
#endif
#define _XOPEN_IOV_MAX 16
#define PTHREAD_STACK_MIN 16384
#ifdef __x86_64__
#define SSIZE_MAX LONG_MAX
#else
#define SSIZE_MAX INT_MAX
#endif
#endif
#endif
